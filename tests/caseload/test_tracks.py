"""Where a case stands: what each decision, offer, move and outcome does to its track and to the tasks that wait."""

from datetime import timedelta

import pytest
from django.utils import timezone

from caseload.facts import place_of
from caseload.models import Case, ContactAttempt, Stay, Task, Trace
from caseload.projection import rebuild
from forms import actions
from forms.models import FormVersion
from portal.workdays import add_weekdays
from tests.casework import ASSESSMENT, MOVE_IN, REGISTRATION, open_eviction, open_housing, send


def now(case):
    return Case.everything.get(pk=case.pk)


def waiting(case):
    return set(Task.everything.filter(case=case, done_on=None).values_list("kind", flat=True))


def refused(form, by, case, **answers):
    version = FormVersion.objects.in_force(form)
    return actions.trial(version=version, answers=answers, about=case.number, by=by)


# Eviction


def test_a_notice_plans_the_first_days():
    case = open_eviction()

    tasks = {task.kind: (task.due_on, task.role, task.urgent) for task in Task.everything.filter(case=case)}
    role = "Socialsekreterare"
    assert tasks == {
        "fordela": (case.opened_on, role, True),
        "kontakt": (add_weekdays(case.opened_on, 1), role, False),
        "frist": (case.matter.deadline, role, True),
    }


@pytest.mark.parametrize(
    "answers", [{"typ": "avhysningsdag"}, {"avhysning": "2026-04-20T10:00:00+02:00"}], ids=["kind", "day"]
)
def test_the_bailiff_waits_when_an_eviction_day_is_told_in_either_way(answers):
    case = open_eviction(**answers)

    task = Task.everything.get(case=case, kind="kronofogden")
    assert (task.due_on, task.urgent) == (case.opened_on, True)


def test_the_confirmation_moves_the_eviction_day(sara):
    case = open_eviction(avhysning="2026-04-20T10:00:00+02:00")
    send("F21", sara, case.number, avhysning="2026-04-27T10:00:00+02:00", skickad="2026-03-05")

    assert now(case).matter.eviction_at.isoformat() == "2026-04-27T08:00:00+00:00"


@pytest.mark.parametrize(("answer", "step", "waits"), [("yes", "kontakt", False), ("no", "inkommen", True)])
def test_a_contact_is_a_step_only_when_there_was_one(sara, answer, step, waits):
    case = open_eviction()
    send("F20", sara, case.number, datum="2026-03-06", kontakt=answer)

    assert now(case).eviction == step
    assert ("kontakt" in waiting(case)) == waits
    assert now(case).matter.deadline == case.matter.deadline
    assert now(case).matter.outcome == ""


def test_who_is_spoken_to_again_is_not_back_at_the_first_talk(sara):
    case = open_eviction()
    send("F03", sara, case.number, **ASSESSMENT | {"beslut": "inleda_utredning", "tidigare": "yes", "orsak": "annat"})
    send("F20", sara, case.number, datum="2026-03-20", kontakt="yes")

    assert now(case).eviction == "pagar"
    assert "kontakt" not in waiting(case)


@pytest.mark.parametrize(
    ("outcome", "followed_up"),
    [
        ("forhindrad", True),
        ("avvarjd_genom_betalning", True),
        ("flyttat_sjalv", False),
        ("avhyst", False),
        ("ej_natt", False),
        ("fel_arende", False),
    ],
)
def test_an_outcome_ends_what_waited_and_a_home_that_was_kept_is_followed_up(sara, outcome, followed_up):
    case = open_eviction(typ="avhysningsdag")
    send("F20", sara, case.number, datum="2026-03-20", kontakt="no", utfall=outcome)

    stands = now(case)
    assert (stands.eviction, stands.matter.outcome, stands.matter.outcome_on.isoformat()) == (
        outcome, outcome, "2026-03-20"
    )  # fmt: skip
    assert waiting(case) == ({"fordela", "uppfoljning"} if followed_up else {"fordela"})
    due = [each.isoformat() for each in Task.everything.filter(kind="uppfoljning").values_list("due_on", flat=True)]
    assert due == (["2026-06-18"] if followed_up else [])


@pytest.mark.parametrize(
    ("decision", "step"),
    [
        ("inleda_utredning", "pagar"),
        ("erbjuda_insats", "pagar"),
        ("rad", "kontakt"),
        ("ingen_atgard", "kontakt"),
        ("ej_nadd", "kontaktforsok"),
    ],
)
def test_a_decision_moves_the_eviction_and_ends_the_search_unless_nobody_was_reached(sara, decision, step):
    case = open_eviction()
    send("F03", sara, case.number, **ASSESSMENT | {"beslut": decision, "tidigare": "yes", "orsak": "annat"})

    stands = now(case)
    assert (stands.eviction, stands.assessment, stands.stage) == (step, decision, "")
    assert (stands.matter.previously_known, stands.matter.cause_confirmed) == (True, "annat")
    assert ("kontakt" in waiting(case)) == (decision == "ej_nadd")


def test_each_attempt_to_reach_somebody_is_kept(sara):
    case = open_eviction()
    attempts = [{"on": "2026-03-06", "way": "brev"}, {"on": "2026-03-07", "way": "telefon", "result": "Svarade"}]
    send("F03", sara, case.number, **ASSESSMENT | {"kontaktforsok": attempts})

    rows = ContactAttempt.objects.order_by("on").values_list("way", "result")
    assert list(rows) == [("brev", ""), ("telefon", "Svarade")]
    letter, places = ContactAttempt.objects.get(way="brev"), Trace.objects.get(case=case).places
    assert place_of("attempt", letter.pk, "way") in places
    assert place_of("attempt", letter.pk, "result") not in places


def test_an_eviction_case_is_closed_after_its_outcome_and_nothing_waits(sara):
    case = open_eviction()
    send("F20", sara, case.number, datum="2026-03-20", kontakt="yes", utfall="forhindrad")
    send("S03", sara, case.number, datum="2099-06-20", orsak="behovet_upphort")

    stands = now(case)
    assert (stands.eviction, stands.stage, stands.close_reason) == ("avslutad", "", "behovet_upphort")
    assert (stands.eviction_since.isoformat(), stands.closed_on.isoformat()) == ("2099-06-20", "2099-06-20")
    assert waiting(case) == set()


# Housing


def test_a_registration_plans_the_first_days(sara):
    case = open_housing(sara)

    tasks = {task.kind: (task.due_on, task.role) for task in Task.everything.filter(case=case)}
    assert tasks == {
        "fordela": (case.opened_on, "Arbetsledare"),
        "trepartssamtal": (case.opened_on + timedelta(days=14), "Socialsekreterare"),
    }


def test_an_assessment_is_the_first_step_and_never_a_step_back(sara):
    case = open_housing(sara)
    send("F03", sara, case.number, **ASSESSMENT)
    assert now(case).stage == "bedomning"
    send("S02", sara, case.number, skede="ko", datum="2026-02-01", skal="x", kostart="2026-01-15")
    send("F03", sara, case.number, **ASSESSMENT | {"beslut": "rad"})

    stands = now(case)
    assert (stands.stage, stands.assessment, stands.eviction) == ("ko", "rad", "")
    assert stands.queue_since.isoformat() == "2026-01-15"


@pytest.mark.parametrize(("answer", "stage"), [("ja", "erbjuden"), ("ej_svar", "erbjuden"), ("nej", "ko")])
def test_an_offer_stands_until_somebody_says_no(sara, person, answer, stage):
    case = open_housing(sara)
    send("F11", person("berit"), case.number, lagenhet="LGH-1", datum="2026-03-01", svar=answer)

    assert (now(case).stage, now(case).offered_dwelling) == (stage, "LGH-1")


def test_nobody_moves_in_twice(sara, person, housed):
    (sentence,) = refused("F12", person("berit"), housed, **MOVE_IN | {"lagenhet": "LGH-2"})

    assert sentence.startswith("Personen har redan en pågående boendeperiod.")


def test_who_moves_in_without_an_end_of_the_decision_gets_no_warning(housed):
    assert "beslut" not in waiting(housed)
    assert {"uppfoljning_6", "dialogintervju", "uppfoljning_18"} <= waiting(housed)


@pytest.mark.parametrize(
    ("reason", "stage"),
    [
        ("eget_forstahand", "uppfoljning"),
        ("andrahand", "uppfoljning"),
        ("institution", "vilande"),
        ("hyresskuld", "bedomning"),
    ],
)
def test_where_one_moves_says_what_comes_next(sara, housed, reason, stage):
    send("F18", sara, housed.number, datum="2026-09-01", orsak=reason, nasta="Hos en bror")

    stay = Stay.everything.get()
    assert (stay.ended_on.isoformat(), stay.end_reason, stay.next_home) == ("2026-09-01", reason, "Hos en bror")
    assert now(housed).stage == stage


def test_who_comes_back_to_the_queue_rests_and_the_tasks_wait(sara):
    case = open_housing(sara)
    send("F19", sara, case.number, datum="2026-04-01", orsak="samre_halsa", ater="yes")

    assert (now(case).stage, now(case).closed_on) == ("vilande", None)
    assert waiting(case) == {"fordela", "trepartssamtal"}


def test_who_leaves_the_queue_for_good_leaves_nothing_that_waits(sara):
    case = open_housing(sara)
    send("F19", sara, case.number, datum="2099-04-01", orsak="egen_losning", ater="no")

    stands = now(case)
    assert (stands.stage, stands.closed_on.isoformat(), stands.close_reason) == (
        "avslutad", "2099-04-01", "egen_losning"
    )  # fmt: skip
    assert waiting(case) == set()
    assert rebuild.verify().equal


@pytest.mark.parametrize("stage", ["boende", "avslutad"])
def test_moving_in_and_closing_have_forms_of_their_own(sara, person, stage):
    case = open_housing(sara)
    send("F11", person("berit"), case.number, lagenhet="LGH-1", datum="2026-03-01", svar="ja")

    (sentence,) = refused("S02", sara, case, skede=stage, datum="2026-03-02", skal="x")
    assert sentence.startswith("Inflyttning och avslut har egna blanketter")


def test_the_stages_are_of_housing_only(sara):
    (sentence,) = refused("S02", sara, open_eviction(), skede="ko", datum="2026-03-02", skal="x")

    assert sentence.startswith("Blanketten ”Ändra skede” är inte till för vräkningsärenden.")


def test_a_case_is_not_closed_while_somebody_lives_there(sara, housed):
    (sentence,) = refused("S03", sara, housed, datum="2099-01-01", orsak="flyttat")
    assert sentence.startswith("Boendeperioden pågår.")

    send("F18", sara, housed.number, datum="2026-09-01", orsak="eget_forstahand", nasta="Eget")
    send("S03", sara, housed.number, datum="2099-10-01", orsak="eget_kontrakt")

    stands = now(housed)
    assert (stands.stage, stands.eviction, stands.closed_on.isoformat()) == ("avslutad", "", "2099-10-01")
    assert waiting(housed) == set()


def test_an_eviction_case_is_closed_while_the_same_person_lives_with_us(sara, person):
    number = "189001019802"
    home = open_housing(sara, personnummer=number)
    send("F11", person("berit"), home.number, lagenhet="LGH-1", datum="2026-03-01", svar="ja")
    send("F12", person("berit"), home.number, **MOVE_IN)
    eviction = open_eviction(personnummer=number)
    send("F20", sara, eviction.number, datum="2026-05-20", kontakt="no", utfall="fel_arende")

    assert refused("S03", sara, eviction, datum="2099-06-20", orsak="fel_arende") == []


# Who works with it


def test_a_colleague_with_an_assignment_stands_beside_the_one_responsible(sara):
    case = open_housing(sara)
    send("S01", sara, case.number)
    send("S04", sara, case.number, kollega="bo", uppdrag="boendestödjare")

    assert now(case).responsible == "sara"
    assert list(now(case).assignments.values_list("username", "role")) == [("bo", "boendestödjare")]


def test_the_time_of_one_ends_when_the_next_takes_over_and_stays_as_it_was(sara, person):
    opened, taken, handed, given = (timezone.now() - timedelta(days=days) for days in (40, 30, 20, 10))
    number = send("F01", sara, "", at=opened, **REGISTRATION).receipt
    send("S01", sara, number, at=taken)
    send("S06", sara, number, at=handed, kollega="samir", overlamning="Ring banken först.")
    send("S04", person("samir"), number, at=given, kollega="bo", uppdrag="handlaggare")

    case = Case.everything.get(pk=number)
    assert case.responsible == "bo"
    assert not case.assignments.exists()
    rows = case.responsibilities.order_by("given_at").values_list("username", "given_by", "note", "since", "until")
    first, second, third = (timezone.localdate(at) for at in (taken, handed, given))
    assert list(rows) == [
        ("sara", "sara", "", first, second),
        ("samir", "sara", "Ring banken först.", second, third),
        ("bo", "samir", "", third, None),
    ]
    assert Task.everything.get(case=case, kind="fordela").done_on == first


def test_a_task_that_is_done_keeps_its_day(sara):
    case = open_eviction()
    task = Task.everything.get(case=case, kind="kontakt")
    chosen = [{"value": task.pk, "label": task.title}]
    send("S05", sara, case.number, uppgifter=chosen, datum="2026-03-07")
    send("S05", sara, case.number, uppgifter=chosen, datum="2026-03-09")

    task.refresh_from_db()
    assert task.done_on.isoformat() == "2026-03-07"
    assert waiting(case) == {"fordela", "frist"}
