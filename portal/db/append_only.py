"""A migration operation that makes a table append-only in the database itself, on both kinds of database."""

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


class AppendOnly(migrations.RunPython):
    """Refuse UPDATE and DELETE on a table. Rows can be added; taking away needs a migration of its own."""

    def __init__(self, table: str) -> None:
        super().__init__(lambda apps, editor: _create(editor, table), lambda apps, editor: _drop(editor, table))
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.table], {}


class Lifted(migrations.RunPython):
    """Take the refusal away while the table gets new columns; `AppendOnly` follows at the end of the same migration."""

    def __init__(self, table: str) -> None:
        super().__init__(lambda apps, editor: _drop(editor, table), lambda apps, editor: _create(editor, table))
        self.table = table

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.table], {}


def _statements(vendor: str, table: str) -> list[str]:
    template = POSTGRES if vendor == "postgresql" else SQLITE
    return [template.format(table=table, verb=verb, VERB=verb.upper()) for verb in ("update", "delete")]


def _create(editor: Any, table: str) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRES_FUNCTION, params=None)  # its percent sign is no placeholder
    for statement in _statements(editor.connection.vendor, table):
        editor.execute(statement)


def _drop(editor: Any, table: str) -> None:
    on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
    for verb in ("update", "delete"):
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")
