"""The way through a form without script: wanted answers, the look-through, steps, rows."""

import re
import uuid

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from forms import stepping
from forms.builder import form_class
from forms.filling import Filling
from forms.models import FormVersion, Submission
from tests.forms.making import DEBTS, A, data, question_from, schema


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
    {"title": "Ett", "questions": [question_from(("x", "choice", {"required": True}))]},
    {"title": "Två", "questions": [question_from(("y", "text", {"required": True, "show_if": A}))]},
    {"title": "Tre", "questions": [question_from(("z", "text", {"required": True})), question_from(DEBTS)]},
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
