"""The statements that every submission needs, written out: building them anew each time costs more than running them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models, transaction

# Values of these types stand in the column as they are, on both databases; others go through the field.
NOTHING = type(None)
AS_THEY_ARE: dict[type[Any], frozenset[type]] = {
    models.CharField: frozenset({str, NOTHING}),
    models.TextField: frozenset({str, NOTHING}),
    models.IntegerField: frozenset({int, NOTHING}),
    models.BooleanField: frozenset({bool, NOTHING}),
    models.DecimalField: frozenset({NOTHING}),
    models.DateTimeField: frozenset({NOTHING}),  # before DateField, of which it is one
    models.DateField: frozenset({date, NOTHING}),
}
Column = tuple[str, frozenset[type], Callable[[Any, Any], Any]]
Prepared = list[Any]  # a row's values as the database takes them, in the order of the columns

M = TypeVar("M", bound=models.Model)


def insert(row: models.Model, *, unless_there: bool = False) -> bool:
    """What `row.save(force_insert=True)` does, without signals and with defaults as they stand on the instance.

    With `unless_there` a row that a unique constraint refuses is left out, which False tells; `row` then gets no key.
    """
    database: Any = transaction.get_connection()
    columns, statement = _statement(type(row), database.vendor, unless_there)
    values = []
    for name, as_they_are, prepared in columns:
        value = getattr(row, name)
        values.append(value if type(value) in as_they_are else prepared(value, database))
    cursor = _cursor(database)
    cursor.execute(statement, values)
    if unless_there and not cursor.rowcount:
        return False
    if row._meta.auto_field is not None:
        row.pk = cursor.fetchone()[0] if database.vendor == "postgresql" else cursor.lastrowid
    row._state.adding, row._state.db = False, database.alias
    return True


def prepared(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> list[Prepared]:
    """Rows as the database takes them; each is a mapping of every column's attribute to its value, the defaults too."""
    database: Any = transaction.get_connection()
    columns, _text = _statement(model, "", False)
    return [
        [
            value if type(value := row[name]) in as_they_are else prepare(value, database)
            for name, as_they_are, prepare in columns
        ]
        for row in rows
    ]


def write(model: type[models.Model], rows: Sequence[Prepared], *, replacing: bool = False) -> None:
    """Insert many rows that were `prepared`; without signals.

    With `replacing` a row that is there already gets the new values. What `bulk_create` does, without an instance for
    each row and without making the SQL anew.
    """
    if rows:
        _cursor(transaction.get_connection()).executemany(_many(model, replacing), rows)


@cache
def _many(model: type[models.Model], replacing: bool) -> str:
    quote = connection.ops.quote_name
    _columns, statement = _statement(model, "", False)
    if replacing:
        key = model._meta.pk
        names = [quote(str(field.column)) for field in model._meta.concrete_fields if field is not key]
        changes = ", ".join(f"{name} = excluded.{name}" for name in names)
        statement += f" ON CONFLICT ({quote(str(key.column))}) DO UPDATE SET {changes}"
    return statement


def delete(model: type[models.Model], field: str = "", values: Collection[str] = ()) -> None:
    """Delete the rows whose field has one of the values; without a field all rows. Nothing cascades, no signals."""
    statement = f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}"  # noqa: S608 - a model's own table
    if not field:
        run(statement)
    elif values:
        column = connection.ops.quote_name(str(model._meta.get_field(field).column))  # type: ignore[union-attr] # a column
        run(f"{statement} WHERE {column} IN ({', '.join(['%s'] * len(values))})", *values)


def _column(field: Any) -> Column:
    held = field.target_field if isinstance(field, models.ForeignKey) else field
    plain: frozenset[type] = next(
        (types for kind, types in AS_THEY_ARE.items() if isinstance(held, kind)), frozenset()
    )
    return field.attname, plain, field.get_db_prep_save


@cache
def _statement(model: type[models.Model], vendor: str, unless_there: bool) -> tuple[list[Column], str]:
    auto = model._meta.auto_field
    fields = [field for field in model._meta.concrete_fields if field is not auto]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    more = " ON CONFLICT DO NOTHING" if unless_there else ""
    more += f" RETURNING {quote(str(auto.column))}" if auto is not None and vendor == "postgresql" else ""
    # Only names of the model's own table and columns go into the text.
    written = [_column(field) for field in fields]
    return written, f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places}){more}"  # noqa: S608 - as said


def read(model: type[M], statement: str, *values: Any) -> list[tuple[M, tuple[Any, ...]]]:
    """Instances from a query that is written out, each with what else stands in its row.

    `{columns}` in the statement becomes the model's own columns, which come first; their table is called `own`. What
    `model.objects.raw(…)` does, in a third of the time.
    """
    text, names, converters = _reading(model, statement, connection.vendor)
    found = []
    cursor = _cursor(transaction.get_connection())
    cursor.execute(text, values)
    for row in cursor.fetchall():
        fields = list(row[: len(names)])
        for place, convert, column in converters:
            fields[place] = convert(fields[place], column, connection)
        found.append((model.from_db(connection.alias, names, fields), row[len(names) :]))
    return found


Converters = list[tuple[int, Any, Any]]


@cache
def _reading(model: type[models.Model], statement: str, vendor: str) -> tuple[str, list[str], Converters]:
    """The statement, the names of its first columns, and what makes values of those kept in the database's own way."""
    fields = model._meta.concrete_fields
    converters: Converters = []
    for place, field in enumerate(fields):
        column = field.get_col("own")
        for convert in [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]:
            converters.append((place, convert, column))
    columns = ", ".join(f"own.{connection.ops.quote_name(str(field.column))}" for field in fields)
    return statement.format(columns=columns), [str(field.attname) for field in fields], converters


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
