"""The caseload is what the submissions say, whatever order they came in, and every value knows its source."""

import random
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from caseload.facts import place_of
from caseload.models import Case, Debt, NameKey, Person, Proof, Stay, Task, Trace
from caseload.projection import rebuild
from caseload.projection.tables import BAR, STRUCTURE, TABLES
from forms import actions
from forms.models import FormVersion, Processing
from tests.casework import ASSESSMENT, NOTICE, REGISTRATION, house, open_eviction, open_housing, send


@pytest.fixture
def office(person):
    """A few cases with something in every table."""
    sara, rut = person("sara"), person("rut")
    case = house(sara, person("berit"))
    send("S04", sara, case.number, kollega="bo", uppdrag="boendestödjare")
    debts = [{"creditor": "Elbolaget", "kind": "el", "amount": "900.00", "status": "inkasso"}]
    incomes = [{"typ": "lon", "netto": "12000.00", "betalningsdag": 25}]
    expenses = [{"typ": "hyra", "kr": "6100.00"}]
    send("F07", rut, case.number, datum="2026-04-05", skede="ko", skulder=debts, inkomster=incomes, utgifter=expenses,
         sammanfattning="En skuld.")  # fmt: skip
    goals = [{"goal": "Hyran på autogiro", "steps": "Ring banken; Skriv under", "homework": "Hämta koden"}]
    send(
        "F08",
        sara,
        case.number,
        datum="2026-04-06",
        fran="2026-04-06",
        till="2026-10-06",
        mal=goals,
        intervall="manad",
    )
    send("S06", sara, case.number, kollega="samir", overlamning="Ring banken först.")
    eviction = open_eviction(personnummer="189001019802")
    attempts = [{"on": "2026-03-06", "way": "brev"}]
    send("F03", sara, eviction.number, **ASSESSMENT | {"kontaktforsok": attempts})
    return case


def test_rebuild_is_equal(office):
    output = StringIO()

    call_command("rebuild_caseload", "--verify", stdout=output)

    assert output.getvalue().endswith("equal\n")
    assert Proof.objects.get().equal


@pytest.mark.parametrize(
    "sabotage",
    [
        lambda: Case.everything.filter(kind="housing").update(stage="ko"),
        lambda: Task.everything.filter(kind="frist").delete(),
        lambda: Debt.everything.update(amount=1),
        lambda: Trace.objects.update(places={}),
        lambda: Person.everything.create(key="r:ingen"),
        lambda: NameKey.objects.first().delete(),
        lambda: Stay.everything.update(rent=None),
    ],
)
def test_a_row_that_was_changed_behind_our_back_is_found_and_mended(office, sabotage):
    sabotage()
    with pytest.raises(CommandError, match="differ"):
        call_command("rebuild_caseload", "--verify", stdout=StringIO(), stderr=StringIO())

    call_command("rebuild_caseload", stdout=StringIO())

    assert rebuild.verify().equal


def test_the_size_of_the_batches_changes_nothing(office):
    assert rebuild.verify(batch=1).rebuilt == rebuild.verify(batch=2).rebuilt == rebuild.verify().rebuilt


def test_every_table_is_filled_by_this_office(office):
    assert [table for table, model in TABLES.items() if not model._base_manager.exists()] == []


def test_every_value_has_a_trace(office):
    """Structure apart, no field that holds something is without the submission that wrote it."""
    traced = {tuple(place.split(BAR)) for sheet in Trace.objects.all() for place in sheet.places}
    untraced = [
        (table, row.pk, field.name)
        for table, model in TABLES.items()
        for row in model._base_manager.all()
        for field in model._meta.concrete_fields
        if field.name not in STRUCTURE
        and getattr(row, field.attname) not in (None, "", [], field.get_default())
        and (table, row.pk, field.name) not in traced
    ]

    assert untraced == []


def test_a_trace_leads_to_the_question_that_was_asked(office):
    sheet, stay = Trace.objects.get(case=office), Stay.everything.get()
    receipt, question = sheet.places[place_of("stay", stay.pk, "dwelling")]
    version = FormVersion.objects.get(submissions__receipt=receipt)

    assert version.read().question(question).label == "Lägenhetens objektsnummer"


def test_independent_cases_give_the_same_in_any_order(person):
    """Twenty shuffles of the same forms about different people end in the same rows."""
    stories = [{**NOTICE, "hyresgast": f"Person {number}"} for number in range(6)]
    start = timezone.now() - timedelta(days=10)
    prints = set()
    for shuffle in range(20):
        order = list(range(len(stories)))
        random.Random(shuffle).shuffle(order)
        prints.add(_fingerprint_of(stories, order, start))
    assert len(prints) == 1


def _fingerprint_of(stories, order, start):
    with transaction.atomic():
        for number in order:
            key = uuid.uuid5(uuid.NAMESPACE_OID, str(number))
            at = start + timedelta(hours=number)
            version = FormVersion.objects.in_force("F02")
            actions.process(actions.receive(version=version, answers=stories[number], key=key, at=at))
        found = rebuild.verify()
        assert found.equal
        transaction.set_rollback(True)
    return found.rebuilt


def test_a_form_that_was_parked_takes_its_place_in_time_when_it_is_retried(person, monkeypatch):
    """The newest value stands, although the older form was carried out later."""
    sara, hour = person("sara"), timedelta(hours=1)
    start = timezone.now() - 5 * hour
    case = send("F01", sara, "", at=start, **REGISTRATION).receipt
    version = FormVersion.objects.in_force("F03")
    older = actions.receive(version=version, answers=ASSESSMENT | {"motivering": "Äldre."}, key=uuid.uuid4(), by=sara,
                            about=case, at=start + hour)  # fmt: skip
    with monkeypatch.context() as broken:
        broken.setattr("forms.effects.apply", _fail)
        assert actions.process(older).state == Processing.State.PARKED
    send("F03", sara, case, at=start + 2 * hour, **ASSESSMENT | {"motivering": "Nyast."})

    assert actions.process(older).state == Processing.State.PROCESSED

    assert Case.everything.get().assessment_reason == "Nyast."
    assert Case.everything.get().events.count() == 3
    assert rebuild.verify().equal


def _fail(submission):
    raise ConnectionError


def test_sending_the_same_three_times_changes_nothing(person):
    sara = person("sara")
    case = open_housing(sara)
    version = FormVersion.objects.in_force("S01")
    key = uuid.uuid4()
    for _ in range(3):
        actions.process(actions.receive(version=version, answers={}, key=key, by=sara, about=case.number))

    assert case.events.count() == 2
    assert rebuild.verify().equal
