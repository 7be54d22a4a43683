"""Who is who: one number is one person, staff join and part people, everything can be undone, and a rebuild agrees."""

import uuid

import pytest

from caseload.access import actions as access
from caseload.models import Case, Person, Stay
from caseload.projection import rebuild
from caseload.projection.people import DIFFERENT, SAME, Decision, People
from forms import actions
from forms.models import FormVersion, Submission
from tests.casework import MOVE_IN, house, open_eviction, open_housing, send

NUMBER = "189001019802"


def person_of(case):
    return Case.everything.get(pk=case.pk).person_id


def join(by, case, other, **changes):
    return send("S10", by, case.number, arende=other.number, kontroll="Har sett legitimation.", **changes)


def part(by, case, other):
    return send("S11", by, case.number, arende=other.number, kontroll="Två olika personer.")


def refused(form, by, case, other):
    """The sentence with which the form is refused."""
    answers = {"arende": getattr(other, "number", other), "kontroll": "Har sett legitimation."}
    found = actions.trial(version=FormVersion.objects.in_force(form), answers=answers, about=case.number, by=by)
    return " ".join(found)


def snapshot():
    return rebuild.verify().stored


@pytest.fixture
def two(sara):
    """An eviction case without number and a housing case with one."""
    return open_eviction(hyresgast="Prova Påhittad"), open_housing(sara, personnummer=NUMBER)


def test_joining_and_undoing_leaves_everything_as_it_was(sara, two):
    eviction, housing = two
    before = snapshot()

    joined = join(sara, housing, eviction)
    assert person_of(eviction) == person_of(housing)
    assert Person.everything.count() == 1
    assert rebuild.verify().equal

    actions.withdraw(submission=joined, reason="Fel person.", key=uuid.uuid4(), by=sara)
    assert person_of(eviction) != person_of(housing)
    assert Person.everything.count() == 2
    assert rebuild.verify().equal
    assert snapshot() == before


def test_a_rebuild_from_nothing_gives_the_same_people(sara, two):
    join(sara, *two)
    third = open_eviction(personnummer=NUMBER)
    part(sara, third, two[1])
    before = snapshot()
    Case.everything.all().delete()
    Person.everything.all().delete()

    rebuild.restore()

    assert snapshot() == before
    assert rebuild.verify().equal


def test_a_later_case_with_the_number_comes_to_the_joined_person(sara, two):
    eviction, housing = two
    join(sara, eviction, housing)

    later = open_eviction(personnummer=NUMBER)

    assert person_of(later) == person_of(eviction)
    assert rebuild.verify().equal


def test_a_case_that_was_parted_is_never_joined_again_by_the_number(sara):
    first = open_housing(sara, personnummer=NUMBER)
    wrong = open_eviction(personnummer=NUMBER)
    assert person_of(first) == person_of(wrong)

    part(sara, wrong, first)
    assert person_of(first) != person_of(wrong)

    later = open_eviction(personnummer=NUMBER)
    send("S05", sara, wrong.number, uppgifter=[{"value": wrong.tasks.first().pk, "label": "x"}], datum="2026-03-07")
    assert person_of(later) == person_of(first) != person_of(wrong)
    assert rebuild.verify().equal


def test_a_joined_person_that_is_parted_does_not_come_back_with_the_next_number(sara, two):
    eviction, housing = two
    join(sara, eviction, housing)
    part(sara, housing, eviction)

    later = open_eviction(personnummer=NUMBER)

    assert person_of(later) == person_of(housing) != person_of(eviction)
    assert rebuild.verify().equal


def test_the_others_stay_together_when_one_leaves(sara, two):
    eviction, housing = two
    third = open_eviction(hyresgast="Prova P Påhittad")
    join(sara, eviction, housing)
    join(sara, eviction, third)

    part(sara, eviction, housing)

    assert person_of(housing) == person_of(third) != person_of(eviction)
    assert rebuild.verify().equal


def test_staff_may_change_their_mind_after_parting(sara, two):
    join(sara, *two)
    part(sara, *two)
    join(sara, *two)

    assert person_of(two[0]) == person_of(two[1])
    assert rebuild.verify().equal


def test_a_correction_of_the_other_case_moves_three_people(sara, two):
    eviction, housing = two
    third = open_eviction(hyresgast="Någon Annan")
    joined = join(sara, eviction, housing)

    answers = {"arende": third.number, "kontroll": "Skrev fel nummer."}
    actions.correct(submission=joined, answers=answers, reason="Fel ärende.", key=uuid.uuid4(), by=sara)

    assert person_of(eviction) == person_of(third) != person_of(housing)
    assert rebuild.verify().equal


def test_withdrawing_what_opened_a_joined_case_lets_the_other_go(sara, two):
    eviction, housing = two
    own = person_of(housing)
    join(sara, housing, eviction)
    assert person_of(eviction) == own
    opened = Submission.everything.get(receipt=eviction.number)

    actions.withdraw(submission=opened, reason="Fel person.", key=uuid.uuid4(), by=sara)

    assert person_of(housing) == own
    assert rebuild.verify().equal


def test_correcting_the_number_follows_the_joined_person(sara, two):
    eviction, housing = two
    join(sara, eviction, housing)
    opened = Submission.everything.get(receipt=housing.number)
    answers = opened.answers() | {"personnummer": "189001019810"}

    actions.correct(submission=opened, answers=answers, reason="Fel siffra.", key=uuid.uuid4(), by=sara)

    assert person_of(eviction) == person_of(housing)
    assert rebuild.verify().equal


def test_two_homes_at_once_stop_the_joining_in_words(sara, person):
    first = house(sara, person("berit"))
    second = open_housing(sara)
    send("F03", sara, second.number, tidigare="no", barn="no", beslut="rad", motivering="x")
    send("S02", sara, second.number, skede="ko", datum="2026-02-01", skal="x")
    send("F11", person("berit"), second.number, lagenhet="LGH-2", datum="2026-03-01", svar="ja")
    send("F12", person("berit"), second.number, **MOVE_IN | {"lagenhet": "LGH-2"})

    assert "pågående boendeperiod" in refused("S10", sara, first, second)
    assert Stay.everything.values("person").distinct().count() == 2


def test_what_can_not_be_joined_is_told_in_words(sara, person, two):
    eviction, housing = two
    hidden = open_housing(person("samir"))

    assert "annat ärende än det här" in refused("S10", sara, eviction, eviction)
    for other in ("26-AAAAAA", "", "'; DROP", hidden):
        assert "inget ärende med det numret" in refused("S10", sara, eviction, other)
    assert "inte om samma person" in refused("S11", sara, eviction, housing)
    join(sara, eviction, housing)
    assert "redan om samma person" in refused("S10", sara, eviction, housing)


def test_the_block_follows_the_person_through_the_joining(client_of, sara, person, two):
    eviction, housing = two
    access.block(case=eviction, colleague=person("berit"), reason="Min syster är gift med honom.", by=person("arvid"))
    assert client_of("berit").get(f"/arenden/{housing.number}/").status_code == 200

    join(sara, housing, eviction)

    assert client_of("berit").get(f"/arenden/{housing.number}/").status_code == 404


@pytest.mark.parametrize("username", ["bo", "berit", "rut"])
def test_others_may_not_join(client_of, two, username):
    assert client_of(username).get(f"/arenden/{two[0].number}/blankett/S10/").status_code in {403, 404}


def test_the_rule_alone():
    bases = {"A": "n:1", "B": "n:1", "C": "r:C", "D": "r:D"}
    same, different = (lambda a, b: Decision(SAME, a, b)), (lambda a, b: Decision(DIFFERENT, a, b))

    def people(*decided):
        found = People.after(bases, decided)
        groups = {}
        for case in bases:
            groups.setdefault(found.of(case), []).append(case)
        return sorted(groups.values())

    assert people() == [["A", "B"], ["C"], ["D"]]
    assert people(same("C", "A")) == [["A", "B", "C"], ["D"]]
    assert people(same("C", "A"), same("D", "B")) == [["A", "B", "C", "D"]]
    assert people(different("B", "A")) == [["A"], ["B"], ["C"], ["D"]]
    assert people(same("C", "A"), different("C", "B")) == [["A", "B"], ["C"], ["D"]]
    assert people(same("A", "C"), different("A", "B")) == [["A"], ["B", "C"], ["D"]]
    assert people(different("B", "A"), same("B", "D")) == [["A"], ["B", "D"], ["C"]]
    assert people(same("C", "X"), same("X", "A")) == people()


# Suggestions


def suggested(client, case):
    page = client.get(f"/arenden/{case.number}/").content.decode()
    return page.partition("Kan vara samma person")[2]


def test_the_same_name_is_suggested_until_somebody_says_no(client_of, sara, two):
    eviction, housing = two
    client = client_of("sara")
    assert eviction.number in suggested(client, housing)
    assert housing.number in suggested(client, eviction)

    joined = join(sara, eviction, housing)
    assert suggested(client, housing) == ""

    actions.withdraw(submission=joined, reason="Fel person.", key=uuid.uuid4(), by=sara)
    assert suggested(client, housing) == ""


def test_after_parting_it_is_not_suggested_again(client_of, sara):
    first, wrong = open_housing(sara, personnummer=NUMBER), open_eviction(personnummer=NUMBER)
    part(sara, wrong, first)

    assert suggested(client_of("sara"), wrong) == ""
    assert suggested(client_of("sara"), first) == ""


@pytest.mark.parametrize(
    ("name", "number"),
    [("Prova Annan", ""), ("Prova", ""), ("Prova Påhittad Lång", ""), ("Prova Påhittad", "189003319802")],
)
def test_another_name_or_birthday_is_not_suggested(client_of, sara, name, number):
    case = open_housing(sara, personnummer=NUMBER)
    open_eviction(hyresgast=name, personnummer=number)

    assert suggested(client_of("sara"), case) == ""


def test_what_one_may_not_see_and_who_is_protected_is_not_suggested(client_of, sara, person):
    case = open_housing(sara)
    open_housing(person("samir"))
    hidden = open_housing(sara, skydd="sekretessmarkering")
    send("S01", sara, hidden.number)

    assert suggested(client_of("sara"), case) == ""
    assert suggested(client_of("sara"), hidden) == ""
