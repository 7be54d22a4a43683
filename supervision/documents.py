"""What goes on paper and into a workbook, as plain data. Of a period only sums and dates: never the text of a log."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.spreadsheets import Sheet
from portal.templatetags.swedish import datum, klockan, langdatum, procent, timmar
from supervision.figures import WITHOUT_DAYS, Figures
from supervision.models import Agreement, SupervisionSession


def session(found: SupervisionSession) -> dict[str, Any]:
    """A signed log with what has been added to it; what has become of the agreements is told on the screen only."""
    agreements = found.agreements.select_related("who")
    return {
        "title": f"Handledning {langdatum(found.date)}",
        "group": str(found.group),
        "facts": [
            ["Tid", f"kl. {found.starts:%H.%M}–{found.ends:%H.%M}"],
            ["Slag", f"{found.get_kind_display()}, {found.get_form_display().lower()}"],
            ["Handledare", str(found.supervisor)],
            ["Deltagare", ", ".join([*map(str, found.participants.all()), *([found.guests] if found.guests else [])])],
            ["Enhet", str(found.unit)],
            ["Teman", ", ".join(map(str, found.themes.all()))],
            ["Nästa tillfälle", langdatum(found.next_date) or "inte bestämt"],
        ],
        "notes": _paragraphs(found.notes),
        "method_change": _paragraphs(found.method_change),
        "agreements": [_agreement(each) for each in agreements],
        "chapters": [each.title for each in found.chapters.all()],
        "additions": [
            {"about": f"{each.reason} – {each.by}, {langdatum(each.at)}", "text": _paragraphs(each.text)}
            for each in found.additions.select_related("by")
        ],
        "signed": f"Signerad {langdatum(found.signed_at)} {klockan(found.signed_at)} av {found.supervisor}.",
    }


def _agreement(each: Agreement) -> list[str]:
    return [each.what, str(each.who or "–"), datum(each.due_on) or "–"]


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def period(figures: Figures) -> dict[str, Any]:
    """The figures of a period as tables: rows of texts, each with its header."""
    return {
        "title": "Handledning",
        "period": f"{langdatum(figures.first)} till och med {langdatum(figures.last)}",
        "groups": ", ".join(map(str, figures.groups)) or "Inga grupper",
        "total": f"{figures.number} pass, {timmar(figures.total)}",
        "tables": [
            {"title": "Per grupp", "columns": ["Grupp", "Pass", "Tid"], "rows": [
                [row["name"], str(row["sessions"]), timmar(row["time"])] for row in figures.per_group]},
            {"title": "Per person", "columns": ["Person", "Pass", "Tid"], "rows": [
                [row["name"], str(row["sessions"]), timmar(row["time"])] for row in figures.per_person]},
            {"title": "Planerat och hållet", "columns": ["Grupp", "Planerade", "Hållna", "Inställda", "Andel"], "rows": [
                [row["name"], str(row["planned"]), str(row["held"]), str(row["cancelled"]), procent(row["share"]) or "–"]
                for row in figures.planned]},
            {"title": "Teman", "columns": ["Tema", "Pass"], "rows": [
                [name, str(number)] for name, number in figures.themes.items()]},
            {"title": f"Utan handledning i {WITHOUT_DAYS} dagar", "columns": ["Person", "Senast"], "rows": [
                [str(person), datum(person.last_time) or "aldrig"] for person in figures.without]},
            {"title": "Pass", "columns": ["Datum", "Grupp", "Handledare", "Tid", "Teman"], "rows": [
                [datum(each.date), str(each.group), str(each.supervisor), timmar(each.duration),
                 ", ".join(map(str, each.themes.all()))] for each in _listed(figures)]},
        ],
        "made": f"Utskriven {langdatum(timezone.localdate())}",
    }  # fmt: skip


def _listed(figures: Figures) -> Any:
    rows = figures.sessions.select_related("group", "supervisor").prefetch_related("themes", "participants")
    return rows.for_list().order_by("date", "starts", "pk")


def workbook(figures: Figures) -> list[Sheet]:
    """The same figures with real dates and numbers; time is in hours."""
    return [
        Sheet("Pass", ["Datum", "Grupp", "Handledare", "Timmar", "Deltagare", "Slag", "Teman"], [
            [each.date, str(each.group), str(each.supervisor), _hours(each.duration), len(each.participants.all()),
             each.get_kind_display(), ", ".join(map(str, each.themes.all()))] for each in _listed(figures)]),
        Sheet("Per grupp", ["Grupp", "Pass", "Timmar"], [
            [row["name"], row["sessions"], _hours(row["time"])] for row in figures.per_group]),
        Sheet("Per person", ["Person", "Pass", "Timmar"], [
            [row["name"], row["sessions"], _hours(row["time"])] for row in figures.per_person]),
        Sheet("Planerat och hållet", ["Grupp", "Planerade", "Hållna", "Inställda"], [
            [row["name"], row["planned"], row["held"], row["cancelled"]] for row in figures.planned]),
        Sheet("Teman", ["Månad", *(each.name for each in figures.chart.series)], [
            [label, *values] for label, values in _by_month(figures)]),
        Sheet(f"Utan i {WITHOUT_DAYS} dagar", ["Person", "Senast"], [
            [str(person), person.last_time] for person in figures.without]),
    ]  # fmt: skip


def _by_month(figures: Figures) -> list[tuple[str, list[Any]]]:
    chart = figures.chart
    return [(label, [each.values[place] for each in chart.series]) for place, label in enumerate(chart.labels)]


def _hours(time: timedelta) -> float:
    return round(time.total_seconds() / 3600, 2)
