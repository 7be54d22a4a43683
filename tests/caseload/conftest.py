import pytest

from tests.casework import publish_shipped_forms


@pytest.fixture(autouse=True)
def shipped_forms(db):
    publish_shipped_forms()
