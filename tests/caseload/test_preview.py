"""Before a correction or a withdrawal is sent, exactly what it changes is shown; and each submission tells what it did."""

import html
import re
import uuid

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseload import differences
from caseload.projection.tables import TABLES
from forms import actions
from forms.consequences import preview_of
from forms.models import Submission
from portal.models import User
from tests.casework import ASSESSMENT, MOVE_IN, NOTICE, REGISTRATION, house, open_eviction, open_housing, send

SENT = "/blanketter/inskickat/"
SEAL = re.compile(r'name="sett" value="([^"]+)"')
DEBT = {"creditor": "Elbolaget", "kind": "el", "amount": "900.00", "status": "inkasso"}
RENT = {"creditor": "Värden", "kind": "hyresskuld_ny", "amount": "5000.00", "status": "paminnelse"}
GOALS = [{"goal": "Autogiro", "steps": "Ring; Skriv", "homework": "Koden"}]

# What a case may be sent, and what a correction of it may say instead.
FORMS = {
    "S01": ({}, []),
    "F03": (ASSESSMENT, [{"motivering": "Annat."}, {"beslut": "rad"}]),
    "S02": ({"skede": "ko", "datum": "2026-02-01", "skal": "x"}, [{"skal": "y"}, {"kostart": "2026-01-01"}]),
    "F07": ({"datum": "2026-04-05", "skede": "ko", "skulder": [DEBT], "sammanfattning": "x"},
            [{"skulder": [DEBT, RENT]}, {"skulder": []}, {"datum": "2026-04-20"}]),
    "F08": ({"datum": "2026-04-06", "fran": "2026-04-06", "till": "2026-10-06", "mal": GOALS, "intervall": "manad"},
            [{"mal": [{"goal": "Annat"}]}, {"intervall": "vecka"}]),
    "F11": ({"lagenhet": "LGH-1", "datum": "2026-03-01", "svar": "ja"}, [{"svar": "nej"}, {"lagenhet": "LGH-2"}]),
    "F12": (MOVE_IN, [{"datum": "2026-05-01"}, {"lagenhet": "LGH-9"}, {"hyra": "7000.00"}]),
    "F18": ({"datum": "2026-09-01", "orsak": "annat", "nasta": "x"}, [{"orsak": "institution"}]),
    "S04": ({"kollega": "bo", "uppdrag": "boendestödjare"}, [{"uppdrag": "handlaggare"}]),
    "S06": ({"kollega": "samir", "overlamning": "Ring."}, [{"kollega": "bo"}, {"overlamning": "Skriv."}]),
}  # fmt: skip


def stored():
    """Every field of every row of the caseload, but what says nothing of a case (see NOT_TOLD)."""
    return {
        (table, str(row["pk"]), field): value
        for table, model in TABLES.items()
        for row in model._base_manager.values("pk", *[each.attname for each in model._meta.concrete_fields])
        for field, value in row.items()
        if field != "pk" and (table, field) not in differences.NOT_TOLD
    }


def foretold(version, answers, about, by, origin):
    candidate = actions.unstored(version=version, answers=answers, about=about, by=by, origin=origin)
    return differences.between(differences.folds(candidate))


def plain(value):
    """As both databases give it back."""
    return float(value) if isinstance(value, int | float) or hasattr(value, "as_tuple") else value


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    keys=st.lists(st.sampled_from(sorted(FORMS)), min_size=2, max_size=7),
    changes=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)), min_size=1, max_size=4),
)
def test_what_is_foretold_is_what_happens(person, keys, changes):
    for name in ("sara", "bo", "samir"):
        person(name)
    with transaction.atomic():
        _play(User.objects.get(username="sara"), keys, changes)
        transaction.set_rollback(True)


def _play(sara, keys, changes):
    number = send("F01", sara, **REGISTRATION).receipt
    heads = [Submission.everything.get(receipt=number)]
    for key in keys:
        version = heads[0].version.__class__.objects.in_force(key)
        made = actions.receive(version=version, answers=FORMS[key][0], key=uuid.uuid4(), by=sara, about=number)
        if actions.process(made).state == "processed":
            heads.append(made)
    for which, how in changes:
        _change(sara, heads, which % len(heads), how)


def _change(sara, heads, place, how):
    head = heads[place]
    if head.is_withdrawal:
        return
    others = FORMS[head.version.form_key][1] if head.about else [{"hushall": 4}, {"kodatum": "2026-02-02"}]
    kind = "withdrawal" if how >= len(others) else "correction"
    answers = {} if kind == "withdrawal" else head.answers() | others[how]
    origin = actions.Origin(kind=kind, replaces=head, reason="Prov.", source=head.source)
    if actions.trial(version=head.version, answers=answers, about=head.about, by=sara, origin=origin):
        return  # the pages stop here, and store nothing
    told = foretold(head.version, answers, head.about, sara, origin)
    before = stored()
    made = (
        actions.withdraw(submission=head, reason="Prov.", key=uuid.uuid4(), by=sara)
        if kind == "withdrawal"
        else actions.correct(submission=head, answers=answers, reason="Prov.", key=uuid.uuid4(), by=sara)
    )
    after = stored()
    happened = {
        place: (plain(before.get(place)), plain(after.get(place)))
        for place in before.keys() | after.keys()
        if before.get(place) != after.get(place)
    }
    assert {(each.table, each.row, each.field): (plain(each.before), plain(each.after)) for each in told} == happened
    heads[place] = made


def words(page):
    return html.unescape(page.content.decode()).replace("\u00a0", " ")


@pytest.fixture
def housed(person):
    return house(person("sara"), person("berit"))


def the(case, key):
    return Submission.everything.get(about=case.number, version__form_key=key)


def test_a_withdrawal_is_first_shown_in_words_and_done_when_it_has_been_seen(client_of, housed):
    sara, moved = client_of("sara"), the(housed, "F12")
    url = f"{SENT}{moved.receipt}/aterta/"

    page = sara.post(url, {"skal": "Flyttade aldrig in."})
    text = words(page)

    assert page.status_code == 200
    assert "Ärendet, skede: Boende med stöd blir Erbjuden." in text
    assert "Boendet ”LGH-1” försvinner (inflyttad 2026-04-01)." in text
    assert "Uppgiften ”Uppföljning efter 6 månader” försvinner (klart senast 2026-10-01)." in text
    assert "Pågående boenden: 1 blir 0." in text
    assert not Submission.everything.filter(kind="withdrawal").exists()

    assert sara.post(url, {"skal": "Flyttade aldrig in.", "sett": SEAL.search(text).group(1)}).status_code == 302
    housed.refresh_from_db()
    assert (housed.stage, housed.stays.count()) == ("erbjuden", 0)


def test_what_changed_meanwhile_is_shown_again(client_of, person, housed):
    sara, moved = client_of("sara"), the(housed, "F12")
    url = f"{SENT}{moved.receipt}/aterta/"
    seal = SEAL.search(words(sara.post(url, {"skal": "x"}))).group(1)
    open_task = housed.tasks.get(kind="uppfoljning_6")
    items = [{"value": open_task.pk, "label": open_task.title}]
    send("S05", person("sara"), housed.number, uppgifter=items, datum="2026-10-01")

    again = words(sara.post(url, {"skal": "x", "sett": seal}))

    assert not Submission.everything.filter(kind="withdrawal").exists()
    assert "Läget har ändrats sedan du läste" in again


def test_a_correction_is_shown_before_it_is_saved(client_of, person):
    case = open_eviction()
    sara, url = client_of("sara"), f"{SENT}{case.number}/ratta/"
    fields = {"blankettnyckel": str(uuid.uuid4()), "skal": "Skrev fel.", "med_flit": "ja", "ga": "skicka",
              "personnummer-saknas": "on"} | NOTICE | {"skuld": "8000", "delgiven": "2026-03-10"}  # fmt: skip

    text = words(sara.post(url, fields))

    assert "Vräkningsuppgifterna, skuldbelopp: 12 450 kronor blir 8 000 kronor." in text
    assert "Vräkningsuppgifterna, sista dag att betala: 2026-03-26 blir 2026-03-31." in text
    assert not Submission.everything.filter(kind="correction").exists()
    assert sara.post(url, fields | {"sett": SEAL.search(text).group(1)}).status_code == 302
    case.matter.refresh_from_db()
    assert case.matter.debt == 8000


def test_a_submission_tells_what_it_wrote_and_what_wrote_over_it(client_of, person, housed):
    offer = the(housed, "F11")

    text = words(client_of("sara").get(f"{SENT}{offer.receipt}/"))

    assert "Vad blanketten gjorde i ärendet" in text
    assert re.search(r"Ärendet, erbjuden lägenhet: LGH-1<br>\s*<span class=\"tag tag--good\">Gäller", text)
    moved = the(housed, "F12")
    replaced = re.search(r"Ärendet, skede: Erbjuden<br>.*?</li>", text, re.DOTALL).group()
    assert moved.receipt in replaced
    assert "Nu: Boende med stöd" in replaced


def test_what_was_corrected_tells_that_the_correction_stands_in_its_place(client_of, person):
    case = open_eviction()
    first = Submission.everything.get(receipt=case.number)
    fixed = actions.correct(submission=first, answers=first.answers() | {"skuld": "8000.00"}, reason="x",
                            key=uuid.uuid4(), by=person("sara"))  # fmt: skip

    text = words(client_of("sara").get(f"{SENT}{first.receipt}/"))

    part = re.search(r"skuldbelopp: 12 450 kronor<br>.*?</li>", text, re.DOTALL).group()
    assert fixed.receipt in part
    assert "Nu: 8 000 kronor" in part
    assert "0 av" in text


def test_what_was_withdrawn_is_told_to_be_gone(client_of, person, housed):
    gone = the(housed, "F12")
    actions.withdraw(submission=gone, reason="x", key=uuid.uuid4(), by=person("sara"))

    text = words(client_of("sara").get(f"{SENT}{gone.receipt}/"))

    assert re.search(r"Boendet ”LGH-1”, hyra: 6 100 kronor<br>\s*<span class=\"tag\">Finns inte kvar", text)


def test_those_who_may_not_see_the_case_are_told_nothing(client_of, person, housed):
    offer = the(housed, "F11")

    assert client_of("samir").get(f"{SENT}{offer.receipt}/").status_code == 404
    own = words(client_of("berit").get(f"{SENT}{offer.receipt}/"))
    assert "Vad blanketten gjorde" not in own


def test_undoing_a_joining_names_the_case_and_no_key(person):
    sara = person("sara")
    first, other = open_housing(sara), open_housing(sara, personnummer="189001019802")
    joined = send("S10", sara, first.number, arende=other.number, kontroll="Har sett legitimation.")
    origin = actions.Origin(kind="withdrawal", replaces=joined, reason="Fel.")
    candidate = actions.unstored(version=joined.version, answers={}, about=joined.about, by=sara, origin=origin)

    lines = [line for section in preview_of(sara, candidate).sections for line in section.lines]

    assert f"Ärende {other.number} hör till en annan person än förut." in lines
    assert [line for line in lines if "r:" in line.split() or " n:" in line or f"r:{first.number}" in line] == []
