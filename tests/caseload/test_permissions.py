"""Who may read, correct and fill in what about a case: the named rules, one at a time."""

import pytest

from caseload import permissions
from caseload.models import Case
from forms.models import FormVersion, Submission
from tests.casework import open_eviction, open_housing, send


@pytest.fixture
def case(sara):
    """Sara's, with Bo beside her."""
    made = open_housing(sara)
    send("S01", sara, made.number)
    send("S04", sara, made.number, kollega="bo", uppdrag="boendestödjare")
    return made


def matching(rule, user):
    return set(Submission.everything.filter(rule(user)).values_list("version__form_key", flat=True))


def forms(user, case):
    return [version.form_key for version in permissions.forms_for(user, Case.everything.get(pk=case.pk))]


def test_what_was_sent_is_read_by_those_who_may_read_the_journal_of_the_case(person, case):
    everything = {"F01", "S01", "S04"}

    assert matching(permissions.submissions_visible_to, person("sara")) == everything
    assert matching(permissions.submissions_visible_to, person("bo")) == everything
    assert matching(permissions.submissions_visible_to, person("berit")) == set()  # sees the case, not the journal
    assert matching(permissions.submissions_visible_to, person("samir")) == set()  # reads journals, not this case


def test_what_was_sent_is_corrected_by_those_who_handle_cases(person, case):
    assert matching(permissions.submissions_handled_by, person("sara")) == {"F01", "S01", "S04"}
    assert matching(permissions.submissions_handled_by, person("bo")) == set()
    assert matching(permissions.submissions_handled_by, person("samir")) == set()


def test_only_a_form_about_a_case_is_filled_in_at_the_case(case):
    versions = FormVersion.objects.newest_of_each()
    places = {version.form_key: permissions.place_of_form(version, case.number) for version in versions}

    assert places["S01"] == f"/arenden/{case.number}/blankett/S01/"
    assert (places["F01"], places["F02"]) == (None, None)


def test_a_submission_leads_to_the_case_that_it_opened_or_is_about_for_those_who_may_see_it(person, case):
    for submission in Submission.everything.all():
        link = permissions.link_to_case(person("berit"), submission)
        assert (link.title, link.url) == (f"Till ärendet {case.number}", f"/arenden/{case.number}/")
        assert permissions.link_to_case(person("samir"), submission) is None


@pytest.mark.parametrize(
    ("username", "may"),
    [("sara", True), ("bo", True), ("rut", True), ("berit", True), ("eva", False), ("hanna", False)],
)
def test_cases_are_used_by_those_who_read_any_of_them(person, username, may):
    assert permissions.may_use_cases(person(username)) is may


def test_the_queue_is_for_those_with_the_cases_of_a_unit_that_they_have(person, sara):
    assert permissions.may_see_queue(sara) is True
    assert permissions.may_see_queue(person("bo")) is False
    sara.unit = None
    assert permissions.may_see_queue(sara) is False


def test_the_words_of_the_journal_are_left_out_of_the_tasks_but_for_the_one_who_has_them(person, case):
    rows = [{"task": "Ring om spelskulden", "role": "Socialsekreterare"}]
    send("F06", person("sara"), case.number, datum="2026-03-08", form="besok", deltagare=["klient"],
         problembild="Spelar.", mal="Betala.", ansvar=rows, samsyn="ja")  # fmt: skip
    tasks = Case.everything.get(pk=case.pk).tasks.filter(done_on=None)

    assert set(tasks.values_list("kind", flat=True)) == {"ansvar"}
    assert permissions.tasks_shown(person("sara"), tasks).count() == 1
    assert permissions.tasks_shown(person("berit"), tasks).count() == 0
    tasks.update(owner="berit")
    assert permissions.tasks_shown(person("berit"), tasks).count() == 1


# Which forms are offered


def test_the_forms_are_those_about_a_case_that_the_role_may_fill_in_and_the_kind_has_use_for(person, sara, case):
    offered, eviction = forms(sara, case), forms(sara, open_eviction())

    assert offered == sorted(offered)
    assert not {"F01", "F02"} & {*offered, *eviction}  # they open cases
    assert "F06" in offered and "F06" in eviction
    assert "F07" not in offered and "F07" in forms(person("rut"), case)
    assert "S02" in offered and "S02" not in eviction
    assert "F20" in eviction and "F20" not in offered


def test_who_has_the_case_is_not_offered_to_take_it(person, sara, case):
    assert "S01" not in forms(sara, case)
    assert "S01" in forms(person("arvid"), case)
    assert "S06" in forms(sara, case)


def test_a_closed_case_has_no_forms(sara, case):
    send("S03", sara, case.number, datum="2099-01-01", orsak="flyttat")

    assert forms(sara, case) == []
