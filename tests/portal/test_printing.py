"""Printing: data never becomes markup, the same data gives the same bytes, and nothing outside is read."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import printing
from portal.printing import PrintingFailed, child, download, pdf

LETTER = {"title": "Prov", "parts": []}


def test_the_same_data_gives_the_same_tagged_bytes():
    letter = {"title": "Lägesbild", "parts": [{"heading": "En del", "text": ["Å ä ö."]}]}
    made = pdf("portal/letter", letter)

    assert made == pdf("portal/letter", letter)
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid:part" in made
    assert b"/Lang" in made


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(alphabet=st.sampled_from(list("#$*_@<>[](){}\\`\"'=-+/~%&;:!. åa1")), max_size=60))
def test_no_text_can_be_markup(text):
    """What Typst would read as source makes it fail or draw something; a text is only ever drawn."""
    pdf(
        "portal/letter",
        {"title": "Prov", "meta": [text], "parts": [{"heading": text or "a", "facts": [[text, text]]}]},
    )


def test_a_template_reads_nothing_outside_the_print_folders():
    with pytest.raises(PrintingFailed, match=r"(?i)root|not found|access"):
        _set('#set document(title: "x")\n#read("/../../../../../../etc/passwd")')


def test_a_faulty_template_says_what_is_wrong():
    with pytest.raises(PrintingFailed, match="unknown variable"):
        _set("#finns-inte")


def test_printing_that_takes_too_long_is_stopped():
    with pytest.raises(PrintingFailed, match=r"longer than 0\.01 seconds"):
        pdf("portal/letter", LETTER, seconds=0.01)


def test_a_picture_without_words_is_refused():
    """PDF/UA: what is drawn has a text for those who do not see it."""
    picture = '#image(bytes("<svg xmlns=\\"http://www.w3.org/2000/svg\\" width=\\"9\\" height=\\"9\\"></svg>"), format: "svg")'
    with pytest.raises(PrintingFailed, match="alt"):
        _set(f'#set document(title: "x")\n{picture}')


def test_a_download_is_a_file_to_save():
    response = download(b"%PDF-", "handledning.pdf")

    assert response["Content-Disposition"] == 'attachment; filename="handledning.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_child_has_a_limit_to_its_memory():
    assert child.MEMORY <= 2 * 1024**3


def _set(source: str) -> bytes:
    """Set one template's source, in a root of its own."""
    import tempfile

    with tempfile.TemporaryDirectory() as root:
        (Path(root) / "mall.typ").write_text(source)
        return printing._set({"root": root, "template": f"{root}/mall.typ", "data": "{}"}, 30)
