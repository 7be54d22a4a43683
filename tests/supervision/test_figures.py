"""Figures of a period: exact, the last day included, and never of groups that are not one's own."""

import io
from datetime import date, time, timedelta

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from portal import printing
from portal.models import AuditEvent
from supervision import documents
from supervision.figures import Figures
from supervision.models import PlannedSession

URL = "/handledning/siffror/"


def figures_of(user, days=30):
    today = timezone.localdate()
    return Figures(user, today - timedelta(days=days), today)


@pytest.mark.parametrize(
    ("username", "status"),
    [("rut", 200), ("hanna", 200), ("arvid", 200), ("eva", 200), ("bo", 403), ("sara", 403), ("stig", 403)],
)
@pytest.mark.parametrize("page", ["", "pdf/", "xlsx/"])
def test_figures_are_for_those_who_lead(client_of, group, username, status, page, monkeypatch):
    monkeypatch.setattr(printing, "pdf", lambda template, data: b"%PDF-")  # set for real in another test

    assert client_of(username).get(f"{URL}{page}").status_code == status


def test_the_first_and_the_last_day_count(group, hold, person):
    hold(group, 10)
    today = timezone.localdate()
    day = today - timedelta(days=10)

    assert Figures(person("rut"), day, day).total == timedelta(hours=1)
    assert Figures(person("rut"), day - timedelta(days=9), day).total == timedelta(hours=1)
    assert Figures(person("rut"), day, today).total == timedelta(hours=1)
    assert Figures(person("rut"), day + timedelta(days=1), today).total == timedelta()


def test_hours_by_group_and_person(new_group, group, hold, person):
    other = new_group("Andra", members=("bo",))
    hold(group, 3)
    hold(other, 2, hours=2)
    figures = figures_of(person("rut"))

    assert [(row["name"], row["time"]) for row in figures.per_group] == [
        ("Andra", timedelta(hours=2)),
        ("Pärmgruppen", timedelta(hours=1)),
    ]
    assert {row["name"]: (row["sessions"], row["time"]) for row in figures.per_person} == {
        "Anna Assistent": (1, timedelta(hours=1)),
        "Bo Boendestödjare": (2, timedelta(hours=3)),
    }


def test_only_ones_own_groups_and_ones_own_unit_are_counted(new_group, group, hold, person):
    outside = new_group("Vuxengruppen", leaders=("hanna",), members=("samir",), unit="vuxen")
    hold(group, 3)
    hold(outside, 3, leader="hanna", hours=2)

    assert [row["name"] for row in figures_of(person("rut")).per_group] == ["Pärmgruppen"]
    assert [row["name"] for row in figures_of(person("arvid")).per_group] == ["Pärmgruppen"]
    assert [row["name"] for row in figures_of(person("hanna")).per_group] == ["Vuxengruppen"]
    assert [row["name"] for row in figures_of(person("hanna")).per_person] == ["Samir Socialsekreterare"]
    page_of_arvid = str(documents.period(figures_of(person("arvid"))))
    assert "Samir" not in page_of_arvid
    assert "Vuxengruppen" not in page_of_arvid


def test_an_external_supervisor_counts_own_logs_only(new_group, hold, person):
    shared = new_group("Delad", leaders=("rut", "hanna"))
    hold(shared, 3, leader="rut")
    hold(shared, 2, leader="hanna", hours=2)

    assert figures_of(person("hanna")).total == timedelta(hours=2)
    assert figures_of(person("rut")).total == timedelta(hours=3)


def test_who_has_been_without_for_thirty_days(group, hold, person):
    person("sara"), person("samir"), person("lotta")
    hold(group, 31, people=("bo",))
    hold(group, 30, people=("anna",))

    assert [str(each) for each in figures_of(person("rut")).without] == ["Bo Boendestödjare"]
    of_the_unit = {str(each): each.last_time for each in figures_of(person("arvid")).without}
    assert of_the_unit == {
        "Sara Socialsekreterare": None,
        "Lotta Lots": None,
        "Rut Rådgivare": None,
        "Bo Boendestödjare": timezone.localdate() - timedelta(days=31),
    }


def test_for_the_unit_handledning_anywhere_counts(new_group, hold, person):
    elsewhere = new_group("Vuxengruppen", leaders=("hanna",), members=("sara",), unit="vuxen")
    hold(elsewhere, 5, leader="hanna")

    assert "Sara Socialsekreterare" not in [str(each) for each in figures_of(person("arvid")).without]


def test_planned_against_held(group, hold, person):
    today = timezone.localdate()
    for days in (1, 8, 15):
        PlannedSession.objects.create(
            group=group, date=today - timedelta(days=days), starts=time(13), ends=time(14),
            cancelled_at=timezone.now() if days == 15 else None,
        )  # fmt: skip
    for days in (0, 1):
        PlannedSession.objects.create(group=group, date=today + timedelta(days=days), starts=time(13), ends=time(14))
    hold(group, 8)

    rows = Figures(person("rut"), today - timedelta(days=20), today + timedelta(days=20)).planned
    assert rows == [
        {"group_id": group.pk, "name": "Pärmgruppen", "planned": 2, "held": 1, "cancelled": 1, "share": 0.5}
    ]


@time_machine.travel("2026-07-15 10:00+02:00")
def test_themes_over_time_have_a_row_for_every_month(new_group, hold, person):
    group = new_group()
    group.starts_on = date(2026, 1, 1)
    group.save()
    hold(group, 1, theme="mi")
    hold(group, 2, theme="mi")
    hold(group, 76, theme="etik")
    chart = figures_of(person("rut"), days=90).chart

    assert chart.labels == ["april 2026", "maj 2026", "juni 2026", "juli 2026"]
    assert [(each.name, list(each.values)) for each in chart.series] == [
        ("Motiverande samtal", [0, 0, 0, 2]),
        ("Etik", [1, 0, 0, 0]),
    ]


def test_many_themes_are_gathered_under_others(group, hold, person):
    from supervision.models import Theme

    for theme in Theme.objects.values_list("key", flat=True):
        hold(group, 1, theme=theme)
    names = [each.name for each in figures_of(person("rut")).chart.series]

    assert len(names) == 6
    assert names[-1] == "Övriga"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("fran=2026-05-01&till=2026-04-01", "Sista dagen ska inte ligga före den första."),
        ("fran=2000-01-01&till=2026-04-01", "Välj högst tre år åt gången."),
        ("fran=x&till=%00", "giltigt datum"),
        ("fran=2026-05-01", "obligatoriskt"),
    ],
)
def test_a_period_that_can_not_be_used_is_told(client_of, group, query, sentence):
    response = client_of("rut").get(f"{URL}?{query}")

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert client_of("rut").get(f"{URL}xlsx/?{query}").status_code == 302


def test_the_workbook_has_real_dates_and_hours_and_is_logged(client_of, group, hold):
    session = hold(group, 2)
    response = client_of("rut").get(f"{URL}xlsx/")
    book = load_workbook(io.BytesIO(response.content))

    assert "attachment" in response["Content-Disposition"]
    assert [cell.value for cell in book["Pass"][2]][3:5] == [1, 2]
    assert book["Pass"]["A2"].value.date() == session.date
    assert "Vi övade." not in str([[cell.value for cell in row] for sheet in book for row in sheet])
    assert AuditEvent.objects.filter(action="export", target_kind="supervision_figures").exists()


def test_the_pdf_of_a_period_is_made_and_logged(client_of, group, hold):
    hold(group, 2)
    response = client_of("rut").get(f"{URL}pdf/")

    assert response.content.startswith(b"%PDF-")
    assert AuditEvent.objects.filter(action="print", target_kind="supervision_figures").exists()


def test_a_signed_log_on_paper_is_for_those_who_read_it(client_of, group, hold, person):
    session = hold(group, 2, notes="Första stycket.\n\n#panic() $x$ [a]", agreements=[{"what": "Prova", "who": None}])
    url = f"/handledning/pass/{session.pk}/pdf/"

    response = client_of("bo").get(url)
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'attachment; filename="handledning.pdf"'
    assert client_of("hanna").get(url).status_code == 404
    assert client_of("stig").get(url).status_code == 403
    assert documents.session(session)["notes"] == ["Första stycket.", "#panic() $x$ [a]"]
    assert AuditEvent.objects.filter(action="print", target_kind="supervision").exists()


def test_a_draft_is_not_printed(client_of, group, draft_of):
    assert client_of("rut").get(f"/handledning/pass/{draft_of(group).pk}/pdf/").status_code == 404


def test_the_page_asks_few_questions_however_many_sessions(client_of, group, hold, query_count):
    client = client_of("rut")
    hold(group, 1)
    client.get(URL)
    with query_count as few:
        client.get(URL)
    for days in range(2, 12):
        hold(group, days)
    with query_count as many:
        client.get(URL)

    assert len(many) <= len(few) + 2
