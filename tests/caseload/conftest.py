import pytest

from tests.caseload.protected import protected_cases
from tests.casework import house, publish_shipped_forms


@pytest.fixture(autouse=True)
def shipped_forms(db):
    publish_shipped_forms()


@pytest.fixture
def sara(person):
    return person("sara")


@pytest.fixture
def housed(person, sara):
    """A case of Sara's whose household moved in on 1 April 2026."""
    return house(sara, person("berit"))


@pytest.fixture
def cases(person):
    """The housing case and the eviction case of somebody protected."""
    return protected_cases(person)
