"""Client forms in other languages: the same questions and keys, other words, written from right to left where it is."""

import re
import tomllib
import uuid

import pytest

from forms import guard
from forms.codebook import columns
from forms.content.loader import FOLDER, load, page_from, translated
from forms.models import FormPage, FormVersion, Submission
from forms.phrases import PHRASES, SWEDISH
from portal.content import load as load_pages

FILES = sorted(FOLDER.glob("translations/*/*.toml"))
ANSWERS = {"forstod": "5", "parmen": "4", "fraga": "3", "laxor": "2", "ekonomi": "1", "sjalv": "hjalp"}


@pytest.fixture
def pages(db):
    load_pages()
    load(only={"F25"})


def test_all_four_client_forms_are_there_in_all_four_languages():
    assert len(FILES) == 16
    assert {path.parent.name for path in FILES} == {"sv-x-lattlast", "en", "ar", "so"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_translation_asks_the_same_things(path):
    source = tomllib.loads((FOLDER / path.name).read_text())
    original = page_from(source).schema()
    words = page_from(translated(source, tomllib.loads(path.read_text()), path.parent.name)).schema()

    assert guard.faults(words, original=original) == []
    assert words.title != original.title
    assert all(question.label for question in words.questions)


def test_every_language_has_every_phrase():
    for words in PHRASES.values():
        assert words.keys() == SWEDISH.keys()
        assert all("%(limit_value)" in words[name] for name in ("min_value", "max_value", "max_length"))


def test_arabic_is_written_from_right_to_left_and_the_system_speaks_it_too(pages, stranger):
    url = FormPage.objects.get(key="F25-ar").url
    page = stranger.get(url).content.decode()
    refused = stranger.post(url, {"blankettnyckel": str(uuid.uuid4())})

    assert '<div lang="ar" dir="rtl">' in page
    assert "راجع أجوبتك" in page
    assert refused.status_code == 422
    assert "أجب عن السؤال." in refused.content.decode()


RECEIVED = {
    "en": "we have received the form",
    "ar": "لقد استلمنا الاستمارة",
    "so": "foomka waan helnay",
    "lattlast": "mottagen",
}
SAVED = {"en": "takes you back", "ar": "يعيدك هذا الرابط", "so": "wixii aad qortay", "lattlast": "kommer du tillbaka"}


@pytest.mark.parametrize("language", RECEIVED)
def test_the_receipt_and_what_was_saved_speak_the_language_of_the_form(pages, stranger, language):
    page = FormPage.objects.get(key=f"F25-{language}")
    key = str(uuid.uuid4())
    saved = stranger.post(page.url, {"blankettnyckel": key, "spara": "ja"} | ANSWERS).content.decode()
    link = re.search(r'href="(/blanketter/utkast/[^"]+)"', saved)[1]
    receipt = stranger.get(stranger.post(page.url, {"blankettnyckel": key} | ANSWERS)["Location"]).content.decode()

    assert SAVED[language] in saved
    assert ('dir="rtl"' in receipt) is ('dir="rtl"' in saved) is (language == "ar")
    assert RECEIVED[language] in receipt
    assert stranger.get(link).status_code == 404  # it was sent


def test_a_draft_a_conflict_and_an_amount_speak_the_language_of_the_form(db, stranger):
    load_pages()
    load(only={"F25", "F10"})
    url, key = FormPage.objects.get(key="F25-en").url, str(uuid.uuid4())
    saved = stranger.post(url, {"blankettnyckel": key, "spara": "ja"} | ANSWERS).content.decode()
    draft = stranger.get(re.search(r'href="(/blanketter/utkast/[^"]+)"', saved)[1]).content.decode()
    stranger.post(url, {"blankettnyckel": key} | ANSWERS)
    conflict = stranger.post(url, {"blankettnyckel": key} | ANSWERS | {"forstod": "1"})
    budget = FormPage.objects.get(key="F10-en")
    amount = next(each for each in budget.version().read().questions if each.type in {"kr", "rows"})
    field = f"{amount.key}-0-{next(c.key for c in amount.columns if c.type == 'kr')}" if amount.columns else amount.key
    wrong = {"blankettnyckel": str(uuid.uuid4()), field: "mycket", f"{amount.key}-count": "1"}

    assert "You continue with what you saved." in draft
    assert conflict.status_code == 409
    assert "The form has already been sent" in conflict.content.decode()
    assert "Write the amount in digits" in stranger.post(budget.url, wrong).content.decode()


def test_one_can_go_from_one_language_to_another(pages, stranger):
    page = stranger.get(FormPage.objects.get(key="F25").url).content.decode()
    listed = stranger.get("/blanketter/").content.decode()

    for shown in (page, listed):
        assert 'hreflang="so">Soomaali</a>' in shown
        assert 'hreflang="sv-x-lattlast">Lätt svenska</a>' in shown


def test_answers_in_all_languages_stand_in_the_same_columns(pages, stranger):
    for key in ("F25", "F25-so"):
        posted = {"blankettnyckel": str(uuid.uuid4())} | ANSWERS
        assert stranger.post(FormPage.objects.get(key=key).url, posted).status_code == 302
    found = {column.key for column in columns("F25")}

    assert {submission.version.form_key for submission in Submission.everything.all()} == {"F25", "F25-so"}
    assert all(set(submission.answers()) <= found for submission in Submission.everything.all())


def test_a_translation_that_asks_something_else_is_not_published(pages):
    page = FormPage.objects.get(key="F25-en")
    page.steps[0].value["questions"].pop(1)
    schema = page.schema()

    assert any("Översättningen saknar frågan" in fault for fault in FormVersion.objects.faults(schema))
