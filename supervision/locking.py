"""Migration operation: rows that belong to a signed log can't be added, changed or taken away, on both databases."""

from typing import Any

from django.db import migrations

SESSION = "supervision_supervisionsession"
VERBS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{table}: the log is signed'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_no_{verb}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN
    RAISE EXCEPTION '{table}: the log is signed' USING ERRCODE = 'restrict_violation';
  END IF;
  {result}
END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_no_{verb}()
"""


class LockedWhenSigned(migrations.RunPython):
    """`column` names the session's key in the table; for the table of sessions itself it is empty.

    Signing is the update from "not signed", so it passes; every later one is refused.
    """

    def __init__(self, table: str, column: str = "") -> None:
        super().__init__(
            lambda apps, editor: _create(editor, table, column), lambda apps, editor: _drop(editor, table)
        )
        self.table, self.column = table, column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.table, self.column], {}


def _verbs(column: str) -> list[str]:
    return ["insert", "update", "delete"] if column else ["update", "delete"]


def _condition(verb: str, column: str) -> str:
    if not column:
        return "OLD.signed_at IS NOT NULL"
    keys = ", ".join(f"{row}.{column}" for row in VERBS[verb])
    return f"EXISTS (SELECT 1 FROM {SESSION} s WHERE s.id IN ({keys}) AND s.signed_at IS NOT NULL)"  # noqa: S608 - names of tables, all from this file's callers in migrations


def _create(editor: Any, table: str, column: str) -> None:
    for verb in _verbs(column):
        result = "RETURN OLD;" if verb == "delete" else "RETURN NEW;"
        words = {
            "table": table,
            "verb": verb,
            "VERB": verb.upper(),
            "condition": _condition(verb, column),
            "result": result,
        }
        if editor.connection.vendor == "postgresql":
            editor.execute(POSTGRES_FUNCTION.format(**words))
            editor.execute(POSTGRES.format(**words))
        else:
            editor.execute(SQLITE.format(**words))


def _drop(editor: Any, table: str) -> None:
    is_postgres = editor.connection.vendor == "postgresql"
    for verb in VERBS:
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}" + (f" ON {table}" if is_postgres else ""))
        if is_postgres:
            editor.execute(f"DROP FUNCTION IF EXISTS {table}_no_{verb}()")
