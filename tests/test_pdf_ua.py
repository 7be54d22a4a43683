"""What is printed is held against PDF/UA-1 by veraPDF: here that it looks, and one of each kind of client's paper."""

import pytest

from methods.binder import own
from portal import printing

pytestmark = pytest.mark.verapdf


@pytest.fixture
def validator(pdf_validator):
    if pdf_validator is None:
        pytest.skip("VERAPDF is not set; tests/services/verapdf.sh gets it")
    return pdf_validator


@pytest.mark.parametrize("language", own.LANGUAGES)
@pytest.mark.parametrize("large", [False, True], ids=["ordinary", "large"])
def test_the_clients_binder_is_accessible_in_every_language(validator, language, large):
    keys = [key for key, _title in own.worksheets()]
    made = own.binder(
        language=language, large=large, tabs=True, sheets=keys, copies=1, meetings=["8 september kl. 13.00"]
    )
    assert validator.broken_rules(made) == []


@pytest.mark.parametrize(
    "part", [b"<pdfuaid:part>1", b"/Lang(", b"/StructTreeRoot"], ids=["says so", "language", "structure"]
)
def test_a_file_without_what_the_standard_asks_is_refused(validator, part):
    """The control: were nothing looked at, nothing would ever be wrong."""
    made = own.binder(language="sv", large=False, tabs=True, sheets=[], copies=1, meetings=[])
    assert part in made

    assert validator.broken_rules(made.replace(part, part[:-2] + b"xx"))


def test_whoever_prints_a_faulty_file_hears_of_it(validator, monkeypatch):
    monkeypatch.setattr(validator, "broken_rules", lambda _pdf: ["7.1 test 1: nothing is tagged\n"])
    with pytest.raises(AssertionError, match=r"portal/letter\.typ is not PDF/UA-1"):
        printing.pdf("portal/letter", {"title": "Prov", "parts": []})
