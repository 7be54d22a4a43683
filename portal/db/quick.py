"""The statements that every submission needs, written out: building them anew each time costs more than running them."""

from functools import cache
from typing import Any

from django.db import connection, models


def insert(row: models.Model) -> None:
    """What `row.save(force_insert=True)` does, without signals and with defaults as they stand on the instance."""
    fields, statement = _statement(type(row), connection.vendor)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if row._meta.auto_field is not None:
            row.pk = cursor.fetchone()[0] if connection.vendor == "postgresql" else cursor.lastrowid
    row._state.adding, row._state.db = False, connection.alias


@cache
def _statement(model: type[models.Model], vendor: str) -> tuple[list[Any], str]:
    auto = model._meta.auto_field
    fields = [field for field in model._meta.concrete_fields if field is not auto]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    returning = f" RETURNING {quote(str(auto.column))}" if auto is not None and vendor == "postgresql" else ""
    # Only names of the model's own table and columns go into the text.
    return fields, f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places}){returning}"  # noqa: S608 - as said


def first_row(statement: str, *values: Any) -> tuple[Any, ...] | None:
    """The first row of a query that is written out."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def run(statement: str, *values: Any) -> int:
    """A statement that is written out; returns how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def as_stored(model: type[models.Model], field: str, value: Any) -> Any:
    """A value as the column holds it: the two databases keep some types in their own ways."""
    return model._meta.get_field(field).get_db_prep_value(value, connection)  # type: ignore[union-attr] # a column
