"""The pages of the caseload: works, not yours 404, may not 403, wrong method 405, and every reading is logged."""

import re

import pytest

from caseload.models import Case, Task
from forms.models import Submission
from portal.models import AuditEvent
from portal.scoping import UnscopedQuery
from tests.casework import MOVE_IN, house, open_eviction, open_housing, send

KEY = re.compile(r'name="blankettnyckel" value="([^"]+)"')


def fill(client, number, form, **answers):
    """Fetch the form, send it, and return the response."""
    url = f"/arenden/{number}/blankett/{form}/"
    page = client.get(url)
    key = KEY.search(page.content.decode())
    return client.post(url, {"blankettnyckel": key.group(1), **answers}) if key else page


@pytest.fixture
def case(person):
    return open_eviction()


@pytest.fixture
def taken(person, case):
    send("S01", person("sara"), case.number)
    return case


def test_the_case_page_shows_stage_tasks_timeline_and_sources(client_of, taken):
    page = client_of("sara").get(f"/arenden/{taken.number}/").content.decode()

    assert "Testa Påhittad" in page
    assert "26 mars 2026" in page
    assert "Kontakta hyresgästen" in page
    assert "frågan ”Skuldbelopp”" in page
    assert "12\u00a0450\u00a0kronor" in page
    assert "Meddelande från hyresvärd" in page


def test_the_title_names_nobody(client_of, taken):
    page = client_of("sara").get(f"/arenden/{taken.number}/").content.decode()

    assert re.search(r"<title>(.*?)</title>", page).group(1) == f"Ärende {taken.number} – Metodpärmen"


@pytest.mark.parametrize("username", ["samir", "bo", "anna", "rut", "lotta", "eva", "admin"])
def test_somebody_elses_case_is_not_found_and_the_attempt_is_logged(client_of, taken, username):
    response = client_of(username).get(f"/arenden/{taken.number}/")

    assert response.status_code == 404
    assert AuditEvent.objects.filter(action="denied", actor=username, target=taken.number).exists()


@pytest.mark.parametrize("username", ["hanna", "karin", "mona", "stig", "dag", "rolf"])
def test_roles_without_cases_may_not(client_of, taken, username):
    assert client_of(username).get(f"/arenden/{taken.number}/").status_code == 403


def test_a_superuser_sees_no_case(client_of, person, taken):
    admin = person("admin")
    admin.is_superuser = True
    admin.save()

    assert client_of("admin").get(f"/arenden/{taken.number}/").status_code == 404


def test_a_stranger_is_asked_to_log_in(stranger, taken):
    response = stranger.get(f"/arenden/{taken.number}/")

    assert response.status_code == 302
    assert response["Location"].startswith("/konto/logga-in/")


def test_reading_is_logged_once(client_of, taken):
    client_of("sara").get(f"/arenden/{taken.number}/")

    event = AuditEvent.objects.get(action="read", target=taken.number)
    assert (event.actor, event.target_kind, event.unit) == ("sara", "case", "boende")


def test_an_assignment_opens_the_case_and_a_lost_role_closes_it_at_once(client_of, person, taken):
    send("S04", person("sara"), taken.number, kollega="bo", uppdrag="boendestödjare")
    client = client_of("bo")
    assert client.get(f"/arenden/{taken.number}/").status_code == 200

    person("bo").groups.clear()

    assert client.get(f"/arenden/{taken.number}/").status_code == 403


def test_the_bosamordnare_sees_no_debts_and_no_journal(client_of, taken):
    page = client_of("berit").get(f"/arenden/{taken.number}/").content.decode()

    assert "Provgatan 1" in page
    assert "12\u00a0450" not in page
    assert "Vad som har hänt" not in page
    assert client_of("berit").get(f"/blanketter/inskickat/{taken.number}/").status_code == 404


def test_protected_identity_is_hidden_and_only_for_those_assigned(client_of, person):
    case = open_housing(person("sara"), skydd="sekretessmarkering", namn="Hemlig Påhittad")
    assert client_of("arvid").get(f"/arenden/{case.number}/").status_code == 404

    send("S01", person("sara"), case.number)
    page = client_of("sara").get(f"/arenden/{case.number}/").content.decode()

    assert "Hemlig" not in page
    assert "Skyddade personuppgifter" in page


@pytest.mark.parametrize(
    "term", ["Testa Påhittad", "påhittad testa", "TESTA", "{number}", "{lower}", "18900101-9802", "189001019802"]
)
def test_search_finds_by_name_number_and_case_number(client_of, person, term):
    case = open_eviction(personnummer="189001019802")
    term = term.format(number=case.number, lower=case.number.lower())

    page = client_of("sara").post("/arenden/sok/", {"term": term}).content.decode()

    assert case.number in page


@pytest.mark.parametrize(
    "term", ["Provgatan", "Exempelbostäder", "hyresskuld", "Tes", "%", "'; --", "", " ", "x" * 5000, "\x00"]
)
def test_search_finds_by_nothing_else(client_of, case, term):
    response = client_of("sara").post("/arenden/sok/", {"term": term})

    assert response.status_code == 200
    assert f"/arenden/{case.number}/" not in response.content.decode()


def test_search_never_finds_what_one_may_not_see(client_of, case):
    assert case.number not in client_of("samir").post("/arenden/sok/", {"term": "Testa"}).content.decode()


def test_the_searched_term_is_not_logged(client_of, case):
    client_of("sara").post("/arenden/sok/", {"term": "Testa Påhittad"})

    event = AuditEvent.objects.get(action="search")
    assert "Testa" not in f"{event.reason}{event.target}{event.fields}"


def test_search_is_by_post_only(client_of):
    assert client_of("sara").get("/arenden/sok/?term=Testa").status_code == 405
    assert client_of("sara").put("/arenden/sok/").status_code == 405


def test_filling_in_a_form_about_a_case(client_of, case):
    response = fill(client_of("sara"), case.number, "S01")

    assert (response.status_code, response["Location"]) == (302, f"/arenden/{case.number}/")
    assert Case.everything.get().responsible == "sara"


def test_bad_input_keeps_what_was_typed_and_says_what_to_do(client_of, taken):
    response = fill(
        client_of("sara"), taken.number, "F06", datum="i går", problembild="Högar av post",
        **{"ansvar-count": "1", "ansvar-0-task": "Ring"},
    )  # fmt: skip
    page = response.content.decode()

    assert response.status_code == 422
    assert "Skriv datumet som ÅÅÅÅ-MM-DD" in page
    assert "Rad 1, Ansvarig: Svara på frågan." in page
    assert "Högar av post" in page
    assert 'value="Ring"' in page
    assert Submission.everything.count() == 2


def test_what_cannot_be_is_said_before_anything_is_stored(client_of, person):
    case = house(person("sara"), person("berit"))
    other = open_housing(person("sara"))
    send("F03", person("sara"), other.number, tidigare="no", barn="no", beslut="rad", motivering="x")
    before = Submission.everything.count()

    answers = MOVE_IN | {"datum": "2026-05-01", "hyra": "6 000"}
    response = fill(client_of("berit"), other.number, "F12", **answers)

    assert response.status_code == 422
    assert "I lägenheten finns redan ett pågående boende" in response.content.decode()
    assert Submission.everything.count() == before
    assert Case.everything.get(pk=case.pk).stage == "boende"


def test_adding_a_row_without_script_keeps_everything(client_of, taken):
    response = fill(
        client_of("sara"), taken.number, "F06", mal="Sova gott", fler_rader="ansvar",
        **{"ansvar-count": "1", "ansvar-0-task": "Ring hyresvärden"},
    )  # fmt: skip
    page = response.content.decode()

    assert response.status_code == 200
    assert "Sova gott" in page
    assert "Rad 2" in page
    assert "error-summary" not in page


def test_a_form_of_another_role_may_not_be_filled_in(client_of, taken):
    assert client_of("berit").get(f"/arenden/{taken.number}/blankett/F06/").status_code == 403


@pytest.mark.parametrize("form", ["F02", "F12", "finns-inte"])
def test_a_form_that_does_not_fit_the_case_is_refused(client_of, taken, form):
    assert client_of("sara").get(f"/arenden/{taken.number}/blankett/{form}/").status_code in {403, 404}


def test_the_desk_shows_the_new_notice_with_its_deadline(client_of, case):
    page = client_of("berit").get("/min-sida/").content.decode()

    assert "Testa Påhittad" in page
    assert "Sista dag att betala 2026-03-26" in page


def test_the_desk_of_the_one_responsible_shows_what_is_overdue(client_of, taken):
    page = client_of("sara").get("/min-sida/").content.decode()

    assert "Skulle ha varit klart 2026-03-26" in page


def test_the_worklist_takes_the_same_number_of_queries_however_many_cases(client_of, query_count, person):
    client = client_of("sara")
    open_eviction()
    with query_count as few:
        client.get("/arenden/")
    for number in range(6):
        open_eviction(hyresgast=f"Person {number}")
    with query_count as many:
        client.get("/arenden/")

    assert len(many) == len(few)


@pytest.mark.parametrize("model", [Case, Task, Submission])
def test_a_query_without_a_user_raises(case, model):
    for ask in (list, lambda rows: rows.count(), lambda rows: rows.exists(), lambda rows: rows.first()):
        with pytest.raises(UnscopedQuery):
            ask(model.objects.all())
    with pytest.raises(UnscopedQuery):
        model.objects.all().delete()
    with pytest.raises(UnscopedQuery):
        model.objects.unscoped("")
