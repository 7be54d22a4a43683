"""The way through a form without script: conditions, sums, wanted answers, steps, rows, and the look-through."""

import re
import uuid

import pytest
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory

from forms import stepping
from forms.builder import form_class
from forms.filling import Filling
from forms.models import FormVersion, Submission
from forms.schema import Schema


def schema(*questions, **more):
    """One step of questions; a question is `(key, type, {other properties})`."""
    return Schema.from_dict(
        {"key": "T1", "title": "Prov", "audience": "public", "steps": [{"questions": [*map(_question, questions)]}]}
        | more
    )


def _question(parts):
    key, kind, *rest = parts
    options = {"options": [["a", "A"], ["b", "B"]]} if kind in {"choice", "choices"} else {}
    return {"key": key, "label": key.capitalize(), "type": kind} | options | (rest[0] if rest else {})


def data(**answers):
    posted = QueryDict(mutable=True)
    for key, value in answers.items():
        posted.setlist(key.replace("__", "-"), value if isinstance(value, list) else [value])
    return posted


def answers(form_schema, **posted):
    form = form_class(form_schema)(data(**posted))
    assert form.is_valid(), form.errors
    return form.answers()


def asked_if(*tests, match=""):
    return {"show_if": {"match": match, "tests": list(tests)}}


A = {"question": "x", "values": ["a"]}
B = {"question": "y", "values": ["b"]}


@pytest.mark.parametrize(
    ("match", "posted", "kept"),
    [
        ("", {"x": "a", "y": "b"}, True),
        ("", {"x": "a", "y": "a"}, False),
        ("", {"x": "b", "y": "b"}, False),
        ("any", {"x": "a", "y": "a"}, True),
        ("any", {"x": "b", "y": "b"}, True),
        ("any", {"x": "b", "y": "a"}, False),
        ("any", {}, False),
    ],
)
def test_conditions_with_and_and_or(match, posted, kept):
    form_schema = schema(("x", "choice"), ("y", "choice"), ("z", "text", asked_if(A, B, match=match)))

    assert ("z" in answers(form_schema, z="svar", **posted)) is kept


@pytest.mark.parametrize(
    ("test", "number", "kept"),
    [
        ({"operator": "at_least", "values": ["3"]}, "3", True),
        ({"operator": "at_least", "values": ["3"]}, "2", False),
        ({"operator": "at_most", "values": ["3"]}, "3", True),
        ({"operator": "at_most", "values": ["3"]}, "", False),
        ({"operator": "answered"}, "0", True),
        ({"operator": "answered"}, "", False),
        ({"operator": "not", "values": ["3"]}, "4", True),
        ({"operator": "not", "values": ["3"]}, "3", False),
        ({"operator": "not", "values": ["3"]}, "", False),
    ],
)
def test_conditions_on_numbers_and_on_whether_there_is_an_answer(test, number, kept):
    form_schema = schema(("x", "int"), ("z", "text", {"show_if": {"question": "x"} | test}))

    assert ("z" in answers(form_schema, x=number, z="svar")) is kept


def test_what_depends_on_a_hidden_answer_is_hidden_too():
    form_schema = schema(
        ("x", "choice"), ("y", "choice", {"show_if": A, "required": True}), ("z", "text", {"show_if": B})
    )

    assert answers(form_schema, x="b", y="b", z="svar") == {"x": "b"}


def test_a_whole_step_can_depend_on_an_answer():
    steps = [
        {"questions": [_question(("x", "choice"))]},
        {"questions": [_question(("y", "text", {"required": True}))], "show_if": A},
    ]

    assert answers(schema(steps=steps), x="b", y="svar") == {"x": "b"}
    assert not form_class(schema(steps=steps))(data(x="a")).is_valid()


COLUMNS = [
    _question(("typ", "choice", {"required": True})),
    _question(("kr", "kr", {"required": True})),
    _question(("vard", "text", {"required": True, "show_if": {"question": "typ", "values": ["a"]}})),
    _question(("not", "text", {"show_if": {"question": "x", "values": ["a"]}})),
]
DEBTS = ("skuld", "rows", {"columns": COLUMNS})


def test_conditions_inside_rows_look_at_the_row_first_and_then_at_the_form():
    form_schema = schema(("x", "choice"), DEBTS)
    rows = {"skuld__count": "2", "skuld__0__typ": "a", "skuld__0__kr": "10", "skuld__0__vard": "V",
            "skuld__1__typ": "b", "skuld__1__kr": "20", "skuld__1__vard": "smuggel", "skuld__1__not": "smuggel"}  # fmt: skip

    assert answers(form_schema, x="b", **rows)["skuld"] == [
        {"typ": "a", "kr": "10.00", "vard": "V"},
        {"typ": "b", "kr": "20.00"},
    ]


def test_a_fault_in_a_row_stands_at_its_cell_and_in_the_summary():
    form = form_class(schema(("x", "choice"), DEBTS))(data(skuld__count="1", skuld__0__typ="a", skuld__0__kr="10"))

    assert not form.is_valid()
    assert form.errors["skuld"] == ["Rad 1, Vard: Svara på frågan."]
    assert 'id="id_skuld-0-vard_error">Svara på frågan.' in str(form["skuld"])


def test_sums_are_done_by_the_server_over_numbers_and_rows():
    terms = [
        {"question": "lon"},
        {"question": "skuld", "column": "kr", "minus": True, "where": "typ", "values": ["a"]},
    ]
    form_schema = schema(
        ("x", "choice"), ("lon", "kr"), DEBTS, ("kvar", "sum", {"terms": terms}),
        ("varning", "text", {"show_if": {"question": "kvar", "operator": "at_most", "values": ["50"]}}),
    )  # fmt: skip
    rows = {"skuld__count": "2", "skuld__0__typ": "a", "skuld__0__kr": "60,50", "skuld__0__vard": "V",
            "skuld__1__typ": "b", "skuld__1__kr": "20"}  # fmt: skip

    found = answers(form_schema, lon="100", kvar="9999", varning="ja", **rows)

    assert (found["kvar"], found["varning"]) == ("39.50", "ja")


@pytest.mark.parametrize(
    ("posted", "stored"), [({"nr__saknas": "on"}, "saknas"), ({"nr": "18900101-9802"}, "189001019802")]
)
def test_an_identity_number_can_be_said_to_be_missing(posted, stored):
    form_schema = schema(("nr", "pnr", {"required": True, "may_be_missing": True}))

    assert answers(form_schema, **posted) == {"nr": stored}


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [({}, "kryssa för att det saknas"), ({"nr": "18900101-9802", "nr__saknas": "on"}, "både skrivit ett nummer"),
     ({"nr": "123"}, "tio eller tolv siffror")],
)  # fmt: skip
def test_a_number_that_is_neither_given_nor_missing(posted, sentence):
    form = form_class(schema(("nr", "pnr", {"required": True, "may_be_missing": True})))(data(**posted))

    assert sentence in str(form.errors)


@pytest.mark.parametrize(
    ("kind", "limits", "value", "sentence"),
    [
        ("kr", {"minimum": 100}, "99", "minst 100\xa0kronor"),
        ("kr", {"maximum": 100}, "101", "högst 100\xa0kronor"),
        ("int", {"minimum": 2}, "1", "minst 2"),
        ("int", {"maximum": 2}, "3", "högst 2"),
        ("date", {"latest": "2026-01-31"}, "2026-02-01", "senast 31 januari 2026"),
        ("date", {"earliest": "2026-01-31"}, "2026-01-30", "tidigast 31 januari 2026"),
        ("text", {"maximum": 3}, "fyra", "högst 3 tecken"),
        ("scale", {"minimum": 0, "maximum": 10}, "11", "Välj ett av svaren"),
    ],
)
def test_limits_are_told_in_plain_words(kind, limits, value, sentence):
    form = form_class(schema(("x", kind, limits)))(data(x=value))

    assert sentence in str(form.errors)


def test_a_scale_can_start_at_zero_and_the_limit_is_kept_in_the_canonical_text():
    form_schema = schema(("x", "scale", {"minimum": 0, "maximum": 10}))

    assert answers(Schema.from_json(form_schema.to_json()), x="0") == {"x": 0}


# The way to the receipt


@pytest.fixture
def post(db):
    """`post(schema, answers…)` posts to the form; a Submission when it was sent, else the response."""

    def send(form_schema, **posted):
        version = FormVersion.objects.publish(form_schema, by="test")
        request = RequestFactory().post("/", data(blankettnyckel=str(uuid.uuid4())) | data(**posted))
        request.user = type("Nobody", (), {"is_authenticated": False})()
        done: list[Submission] = []

        def keep(submission):
            done.append(submission)
            return HttpResponse()

        response = Filling(version=version, template="components/answers_form.html", done=keep).respond(request)
        return done[0] if done else response

    return send


def names(response):
    return re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())


def test_an_answer_that_is_wanted_is_asked_for_once_and_then_let_through(post):
    form_schema = schema(("x", "text", {"wanted": True}), ("y", "text"))
    response = post(form_schema, y="kvar")
    page = response.content.decode()

    assert response.status_code == 200
    assert "Saknas detta med flit?" in page
    assert "Skicka ändå" in page
    assert ("y", "kvar") in names(response)
    assert Submission.everything.count() == 0
    assert post(form_schema, y="kvar", ga="skicka", med_flit="ja").answers() == {"y": "kvar"}


def test_a_wanted_answer_that_is_not_asked_for_is_not_missed(post):
    form_schema = schema(("x", "choice"), ("y", "text", {"wanted": True, "show_if": A}))

    assert post(form_schema, x="b").answers() == {"x": "b"}


def test_the_look_through_shows_the_answers_and_stores_nothing_until_they_are_sent(post):
    form_schema = schema(("x", "choice"), ("y", "text", {"required": True}), reviewed=True)
    response = post(form_schema, x="a", y="<b>hej</b>", ga="granska", okand="z")
    page = response.content.decode()

    assert "Stämmer det här?" in page
    assert "&lt;b&gt;hej&lt;/b&gt;" in page
    assert ("okand", "z") not in names(response)
    assert Submission.everything.count() == 0
    assert post(form_schema, x="a", y="hej", ga="skicka").answers() == {"x": "a", "y": "hej"}


def test_from_the_look_through_one_can_go_back_with_everything_kept(post):
    response = post(schema(("y", "text"), reviewed=True), y="hej", ga="andra")

    assert 'value="hej"' in response.content.decode()


def test_faults_come_before_the_look_through(post):
    response = post(schema(("y", "text", {"required": True}), reviewed=True), ga="granska")

    assert response.status_code == 422
    assert "Svara på frågan." in response.content.decode()


def test_a_calculation_shows_its_result_and_stores_nothing(post):
    terms = [{"question": "in"}, {"question": "ut", "minus": True}]
    form_schema = schema(("in", "kr"), ("ut", "kr"), ("kvar", "sum", {"terms": terms}), unstored=True)
    page = post(form_schema, **{"in": "100", "ut": "30"}).content.decode()

    assert "70\xa0kronor" in page
    assert "Inget har sparats." in page
    assert Submission.everything.count() == 0


STEPS = [
    {"title": "Ett", "questions": [_question(("x", "choice", {"required": True}))]},
    {"title": "Två", "questions": [_question(("y", "text", {"required": True, "show_if": A}))]},
    {"title": "Tre", "questions": [_question(("z", "text", {"required": True})), _question(DEBTS)]},
]
PAGED = schema(steps=STEPS, paged=True)


def test_next_checks_the_step_and_carries_what_was_typed_along(post):
    refused = post(PAGED, steg="0", ga="nasta")
    second = post(PAGED, steg="0", ga="nasta", x="a", z="redan skrivet")

    assert refused.status_code == 422
    assert "Steg 2 av 3" in second.content.decode()
    assert {("x", "a"), ("z", "redan skrivet")} <= set(names(second))
    assert 'name="y"' in second.content.decode()


def test_a_step_in_which_nothing_is_asked_is_passed_over_both_ways(post):
    third = post(PAGED, steg="0", ga="nasta", x="b").content.decode()
    first = post(PAGED, steg="2", ga="tillbaka", x="b", z="kvar")

    assert "Steg 2 av 2" in third
    assert "<h2>Tre</h2>" in third
    assert "<h2>Ett</h2>" in first.content.decode()
    assert ("z", "kvar") in names(first)


def test_back_keeps_what_is_not_right_yet(post):
    response = post(PAGED, steg="2", ga="tillbaka", x="a", skuld__count="1", skuld__0__kr="inte ett tal")

    assert response.status_code == 200
    assert ("skuld-0-kr", "inte ett tal") in names(response)


def test_a_step_that_was_skipped_by_hand_is_shown_when_the_form_is_sent(post):
    response = post(PAGED, steg="2", x="a", z="klart")

    assert response.status_code == 422
    assert "<h2>Två</h2>" in response.content.decode()
    assert Submission.everything.count() == 0


def test_the_steps_together_make_one_submission(post):
    assert post(PAGED, steg="2", x="a", y="två", z="tre").answers() == {"x": "a", "y": "två", "z": "tre"}


@pytest.mark.parametrize("step", ["-1", "99", "x", "²", "1" * 4000])
def test_a_step_that_does_not_exist_is_the_nearest_one(post, step):
    assert post(PAGED, steg=step, ga="nasta", x="a").status_code in {200, 422}


def test_rows_are_added_and_taken_away_without_script(post):
    rows = {"skuld__count": "2", "skuld__0__kr": "1", "skuld__1__kr": "2"}
    more = post(PAGED, steg="2", fler_rader="skuld", x="a", **rows)
    less = post(PAGED, steg="2", ta_bort_rad="skuld-0", x="a", **rows)

    assert ("skuld-count", "3") in names(more)
    page = less.content.decode()
    assert 'value="2"' in page
    assert 'name="skuld-0-kr" value="1"' not in page


@pytest.mark.parametrize("button", ["skuld-99", "skuld--1", "okand-0", "z-0", "-", "skuld-" + "9" * 5000])
def test_odd_row_buttons_change_nothing(post, button):
    response = post(PAGED, steg="2", ta_bort_rad=button, x="a", skuld__count="1", skuld__0__kr="1")

    assert response.status_code == 200
    assert 'value="1"' in response.content.decode()


def test_the_first_page_of_a_stepped_form_holds_only_the_first_step():
    view = stepping.first(form_class(PAGED)())

    assert [step["title"] for step in view.steps] == ["Ett"]
    assert not view.is_last
