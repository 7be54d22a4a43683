"""Triggers that count changes, so that every process knows when a page that it keeps no longer holds.

A trigger sees every writer: this process, another one, a command, plain SQL. They are made after each migration,
because a table that a migration builds anew on SQLite loses its triggers. Kinds: `content` is what pages show to
everybody of a role, `people` is who somebody is and may do, `personal` is what a page shows to one reader.
"""

from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models

KINDS = ("content", "people", "personal")
VERBS = ("insert", "update", "delete")

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name} AFTER {when} ON {table}
BEGIN UPDATE portal_change SET number = number + 1 WHERE kind = '{kind}'; END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN UPDATE portal_change SET number = number + 1 WHERE kind = TG_ARGV[0]; RETURN NULL; END $$
"""
POSTGRES = """
CREATE OR REPLACE TRIGGER {name} AFTER {when} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION count_change('{kind}')
"""


class How(NamedTuple):
    """What is counted: the columns that matter (none means all), and the kinds of statements."""

    kind: str
    columns: tuple[str, ...] = ()
    verbs: tuple[str, ...] = VERBS


_watched: dict[str, How] = {}


def watch(kind: str, *labels: str, columns: tuple[str, ...] = (), verbs: tuple[str, ...] = VERBS) -> None:
    """Count changes of the models' tables as `kind`. With `columns`, an update of other columns is not counted."""
    for label in labels:
        _watched[label.lower()] = How(kind, columns, verbs)


def watched() -> dict[str, How]:
    """Each table with what is counted of it, with the tables of every page type."""
    from wagtail.models import Page, get_page_models

    tables = {apps.get_model(label)._meta.db_table: how for label, how in _watched.items()}
    pages: list[type[models.Model]] = [Page, *get_page_models()]
    return {model._meta.db_table: How("content") for model in pages} | tables


def make_triggers(**_kwargs: Any) -> None:
    """Make the triggers that are missing, and the rows that they count in."""
    from portal.models import Change

    existing = set(connection.introspection.table_names())
    if Change._meta.db_table not in existing:
        return  # migrated back to before there was anything to count in
    for kind in KINDS:
        Change.objects.get_or_create(kind=kind)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table, how in watched().items():
            if table in existing:
                for verb in how.verbs:
                    cursor.execute(_statement(table, how, verb))


def _statement(table: str, how: How, verb: str) -> str:
    when = f"UPDATE OF {', '.join(how.columns)}" if verb == "update" and how.columns else verb.upper()
    template = POSTGRES if connection.vendor == "postgresql" else SQLITE
    return template.format(name=_name(table, verb), table=table, kind=how.kind, when=when)


def _name(table: str, verb: str) -> str:
    return f"{table}_counts_{verb}"


def missing_triggers() -> set[str]:
    """Names of triggers that should be there and are not; then nothing may be kept."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    return {_name(table, verb) for table, how in watched().items() for verb in how.verbs} - there
