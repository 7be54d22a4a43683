"""The statements that every submission needs, written out: building them anew each time costs more than running them."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection, models, transaction

# Values of these types stand in the column as they are; others go through the field.
AS_THEY_ARE = {
    models.CharField: frozenset({str, type(None)}),
    models.TextField: frozenset({str, type(None)}),
    models.IntegerField: frozenset({int, type(None)}),
    models.ForeignKey: frozenset({int, type(None)}),
}
Column = tuple[str, frozenset[type], Callable[[Any, Any], Any]]


def insert(row: models.Model) -> None:
    """What `row.save(force_insert=True)` does, without signals and with defaults as they stand on the instance."""
    database: Any = transaction.get_connection()
    columns, statement = _statement(type(row), database.vendor)
    values = []
    for name, as_they_are, prepared in columns:
        value = getattr(row, name)
        values.append(value if type(value) in as_they_are else prepared(value, database))
    cursor = _cursor(database)
    cursor.execute(statement, values)
    if row._meta.auto_field is not None:
        row.pk = cursor.fetchone()[0] if database.vendor == "postgresql" else cursor.lastrowid
    row._state.adding, row._state.db = False, database.alias


def _column(field: Any) -> Column:
    plain = next((types for kind, types in AS_THEY_ARE.items() if isinstance(field, kind)), frozenset[type]())
    return field.attname, plain, field.get_db_prep_save


@cache
def _statement(model: type[models.Model], vendor: str) -> tuple[list[Column], str]:
    auto = model._meta.auto_field
    fields = [field for field in model._meta.concrete_fields if field is not auto]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    returning = f" RETURNING {quote(str(auto.column))}" if auto is not None and vendor == "postgresql" else ""
    # Only names of the model's own table and columns go into the text.
    written = [_column(field) for field in fields]
    return written, f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places}){returning}"  # noqa: S608 - as said


def first_row(statement: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row of a query that is written out; it should ask for one only."""
    cursor = _cursor(transaction.get_connection())
    cursor.execute(statement, values)
    rows = cursor.fetchall()  # to the end, or the question would go on holding its view of the database
    return rows[0] if rows else None


def run(statement: str, *values: Any) -> int:
    """A statement that is written out; returns how many rows it changed."""
    cursor = _cursor(transaction.get_connection())
    cursor.execute(statement, values)
    return int(cursor.rowcount)


def _cursor(database: Any) -> Any:
    """One cursor for each connection, used again: opening one costs more than a small statement."""
    if database.queries_logged:
        return database.cursor()
    kept = getattr(database, "quick_cursor", None)
    if kept is None or database.connection is None or kept[0] is not database.connection:
        cursor = database.cursor()
        kept = database.quick_cursor = (database.connection, cursor)
    return kept[1]


def as_stored(model: type[models.Model], field: str, value: Any) -> Any:
    """A value as the column holds it: the two databases keep some types in their own ways."""
    return model._meta.get_field(field).get_db_prep_value(value, connection)  # type: ignore[union-attr] # a column
