"""Building a form in Wagtail's editor: keys from words, what publishing changes, old pages, review and copy."""

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from forms.content.loader import INDEX, page_from
from forms.models import FormPage, FormsIndexPage, FormVersion
from portal.content import load as load_pages
from portal.content.pages import publish_below
from portal.models import StartPage

SOURCE = {
    "key": "T1",
    "slug": "prov",
    "title": "Prov",
    "audience": "public",
    "steps": [
        {
            "title": "Ett",
            "questions": [
                {"key": "", "label": "Är hyran betald?", "type": "bool", "required": True},
                {
                    "key": "",
                    "label": "Hur mycket saknas?",
                    "type": "kr",
                    "show_if": {"question": "är hyran betald", "values": ["Nej"]},
                },
                {"key": "", "label": "Skick", "type": "choice", "options": []},
            ],
        }
    ],
}


@pytest.fixture
def index(db):
    load_pages()
    return publish_below(StartPage.objects.get(), FormsIndexPage(**INDEX))


@pytest.fixture
def page(index):
    """A draft, as an editor saved it for the first time."""
    page = page_from(SOURCE)
    page.steps[0].value["questions"][2].value["options"] = "Bra\nDåligt = Riktigt dåligt\n\nBra"
    page.live = False
    index.add_child(instance=page)
    page.save_revision()
    return page


def questions(page):
    return [child.value for child in page.steps[0].value["questions"]]


def test_keys_are_made_of_the_words_and_names_of_questions_become_keys(page):
    bool_question, amount, choice = questions(page.get_latest_revision_as_object())
    test = amount["show_if"]["tests"][0]

    assert [each["key"] for each in (bool_question, amount, choice)] == [
        "ar_hyran_betald", "hur_mycket_saknas", "skick",
    ]  # fmt: skip
    assert (test["question"], test["values"]) == ("ar_hyran_betald", "no")
    assert choice["options"] == "bra = Bra\nDåligt = Riktigt dåligt\nbra_2 = Bra"


def test_a_later_change_of_words_keeps_the_key(page):
    questions(page)[0]["label"] = "Betalades hyran?"
    page.save_revision()

    assert questions(page)[0]["key"] == "ar_hyran_betald"


def test_a_new_question_never_gets_the_key_that_another_kind_of_question_has_had(page):
    publish(page)
    page.steps[0].value["questions"].pop(0)
    questions(page)[0]["show_if"]["tests"] = []
    publish(page)
    add(page, "date", label="Är hyran betald?")
    publish(page)

    newest = FormVersion.objects.in_force("T1").read()
    assert [question.key for question in newest.questions] == ["hur_mycket_saknas", "skick", "ar_hyran_betald_2"]


def test_a_question_that_is_added_again_with_the_same_words_is_the_same_question(page):
    publish(page)
    page.steps[0].value["questions"].pop(2)
    publish(page)
    add(page, "choice", label="Skick", options="bra = Bra\nsämre = Sämre")
    publish(page)

    assert [question.key for question in FormVersion.objects.in_force("T1").read().questions][-1] == "skick"


def add(page, kind, **value):
    stream = page.steps[0].value["questions"]
    stream.append((kind, stream.stream_block.child_blocks[kind].normalize(value)))


def publish(page):
    page.save_revision().publish()
    page.refresh_from_db()


def test_restoring_an_old_revision_brings_the_same_questions_back(page):
    first = page.save_revision()
    first.publish()
    page.steps[0].value["questions"].pop(0)
    questions(page)[0]["show_if"]["tests"] = []
    publish(page)
    first.as_object().save_revision().publish()

    texts = list(FormVersion.objects.order_by("number").values_list("schema", flat=True))
    assert texts[0] == texts[2] != texts[1]


def test_pages_of_the_first_release_are_read_as_they_were(index):
    """Their questions lay in one kind of block, in a list."""
    old = {
        "key": "a", "label": "A", "type": "choice", "required": True, "help": "H", "minimum": None, "maximum": None,
        "default": "", "columns": [], "options": [{"type": "item", "value": {"value": "x", "label": "X = ett"}},
                                                  {"type": "item", "value": {"value": "y", "label": "Y"}}],
        "show_if": {"question": "", "values": []},
    }  # fmt: skip
    rows = old | {
        "key": "r", "type": "rows", "options": [], "required": False, "show_if": {"question": "a", "values": ["x"]},
        "columns": [{"type": "item", "id": "9", "value": {
            "key": "c", "label": "C", "type": "date", "required": True, "options": []}}],
    }  # fmt: skip
    items = [{"type": "item", "id": str(number), "value": value} for number, value in enumerate([old, rows])]
    page = FormPage(key="T2", slug="gammal", title="Gammal", audience="public")
    page.steps = [("step", {"title": "", "questions": []})]
    index.add_child(instance=page)
    FormPage.objects.filter(pk=page.pk).update(steps=[])
    raw = [{"type": "step", "id": "1", "value": {"title": "S", "questions": items}}]
    page = FormPage.objects.get(pk=page.pk)
    page.steps = FormPage._meta.get_field("steps").to_python(__import__("json").dumps(raw))

    one, two = page.schema().questions
    assert (one.key, one.type, one.required, one.help, one.options) == (
        "a", "choice", True, "H", (("x", "X = ett"), ("y", "Y")),
    )  # fmt: skip
    assert (two.type, two.required, two.show_if.question, two.show_if.values) == ("rows", False, "a", ("x",))
    assert [(column.key, column.type, column.required) for column in two.columns] == [("c", "date", True)]


# In the editor


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def posted(page, **buttons):
    """The editor's own form, with one short step."""
    question = {"label": "Är hyran betald?", "need": "required", "help": "", "default": "", "key": "ar_hyran_betald"}
    none = {"match": "all", "tests-count": "0"}
    step = {
        "title": "Ett",
        "show_if": none,
        "questions": streamfield([("bool", question | {"show_if": none})]),
    }
    return nested_form_data(
        {
            "title": page.title, "slug": page.slug, "summary": "", "key": page.key, "audience": "public",
            "permission": "", "reviewed": "on", "intro": rich_text("<p></p>"), "thanks": rich_text("<p></p>"),
            "steps": streamfield([("step", step)]), "bindings": streamfield([]), "access": "public",
            "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0,
        }
        | buttons
    )  # fmt: skip


def test_publishing_goes_by_a_page_that_says_what_changes(page, client_of):
    publish(page)
    client = client_of("mats")
    response = client.post(edit_url(page), posted(page, **{"action-publish": "1"}))
    url = reverse("forms_publish", args=[page.pk])
    shown = client.get(url).content.decode()

    assert response.status_code == 302
    assert response["Location"] == url
    assert "”Hur mycket saknas?” tas bort. Gamla svar finns kvar." in shown
    assert "Kolumnen Skick (skick) står kvar sist" in shown
    assert FormVersion.objects.in_force("T1").number == 1

    revision = Page.objects.get(pk=page.pk).latest_revision_id
    assert client.post(url, {"revision": revision}).status_code == 302
    assert FormVersion.objects.in_force("T1").number == 2


def test_only_the_draft_that_was_shown_is_published(page, client_of):
    client = client_of("mats")
    url = reverse("forms_publish", args=[page.pk])
    shown = page.latest_revision_id
    page.save_revision()

    assert "Utkastet har ändrats sedan du läste." in client.post(url, {"revision": shown}).content.decode()
    assert client.post(url, {"revision": "x"}).status_code == 200
    assert FormVersion.objects.count() == 0


def test_faults_stop_publishing_and_are_told(page, client_of):
    page.bindings = [("binding", {"effect": "close_case", "arguments": [{"parameter": "on", "question": "Skick"}]})]
    page.save_revision()
    client = client_of("mats")
    url = reverse("forms_publish", args=[page.pk])
    response = client.post(url, {"revision": page.latest_revision_id})

    assert response.status_code == 422
    assert "”Datum” ska vara datum, men frågan ”Skick” är av en annan typ" in response.content.decode()
    assert FormVersion.objects.count() == 0


@pytest.mark.parametrize(("username", "status"), [("mona", 302), ("sara", 302), ("mats", 200)])
def test_only_those_who_publish_may_publish(page, client_of, username, status):
    response = client_of(username).get(reverse("forms_publish", args=[page.pk]))

    assert response.status_code == status


def test_the_editor_shows_what_is_new_and_what_stops_it(page, client_of):
    shown = client_of("mona").get(edit_url(page)).content.decode()

    assert "Blanketten publiceras för första gången, med 3 frågor i 1 steg." in shown


def test_who_in_the_staff_is_chosen_by_role_and_what_was_chosen_is_never_lost(page, client_of):
    page.permission = "caseload.an_old_one"
    page.save_revision()
    shown = client_of("mona").get(edit_url(page)).content.decode()

    assert "Bosamordnare (caseload.handle_housing)</option>" in shown
    assert '<option value="caseload.an_old_one" selected>' in shown


def test_the_preview_shows_the_form_as_it_will_be(page, client_of):
    client = client_of("mona")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(url, posted(page))
    shown = client.get(url + "?mode=").content.decode()

    assert "Är hyran betald?" in shown
    assert 'name="ar_hyran_betald"' in shown


def test_a_copy_is_a_form_of_its_own_once_it_has_a_key(page, client_of):
    publish(page)
    copy = page.copy(update_attrs={"slug": "kopia", "key": "T9", "title": "Kopia"}, keep_live=False)
    copy.save_revision().publish()

    assert FormVersion.objects.in_force("T9").read().questions
    assert FormVersion.objects.filter(form_key="T1").count() == 1
