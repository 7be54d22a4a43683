"""Wagtail's admin in Swedish, also where Wagtail has only English: a small catalogue that goes beside its own."""

import re
from pathlib import Path

import pytest
import wagtail
from django.utils.translation import gettext, override

from tests.portal.catalogue import FOLDER, compiled, entries

OURS = entries((FOLDER / "django.po").read_text())
PLACES = re.compile(r"%\([a-z_]+\)[sd]|</?[a-z]+>")


def test_an_editor_reads_swedish_where_wagtail_has_english():
    with override("sv"):
        assert (gettext("Compare"), gettext("Go-live:")) == ("Jämför", "Publiceras:")
        assert all(gettext(english) == swedish for english, swedish in OURS.items() if english)
    with override("en"):
        assert gettext("Compare") == "Compare"


def test_the_compiled_file_is_that_of_the_source():
    assert (FOLDER / "django.mo").read_bytes() == compiled(OURS)


def test_each_text_has_the_same_places_to_fill_in():
    for english, swedish in OURS.items():
        assert sorted(PLACES.findall(english)) == sorted(PLACES.findall(swedish)), english


@pytest.mark.skipif(
    wagtail.VERSION[:2] != (7, 4), reason="another Wagtail has other texts; the lock says which we ship"
)
def test_only_texts_that_wagtail_shows_and_leaves_in_english():
    """Fails when Wagtail has caught up or dropped a text: then it goes out of ours."""
    folders = [
        folder for folder in Path(wagtail.__file__).parent.rglob("locale") if "project_template" not in str(folder)
    ]
    english = "".join((folder / "en/LC_MESSAGES/django.po").read_text() for folder in folders)
    assert len(folders) > 5
    for text in OURS:
        assert not text or text in re.sub(r'"\n"', "", english).replace('\\"', '"'), text
    swedish = "".join((folder / "sv/LC_MESSAGES/django.po").read_text() for folder in folders)
    shown = re.sub(r'"\n"', "", swedish)
    for text in OURS:
        assert not text or not re.search(rf'msgid "{re.escape(text)}"\nmsgstr "[^"]', shown), text
