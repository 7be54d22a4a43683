"""Wagtail's own search, for lists in the admin: its database backend, with what SQLite's FTS can't read taken away.

The backend puts what is typed into an FTS query as it stands, so that a single quotation mark is an OperationalError
and with it a page of error 500.
"""

import re
from copy import copy
from typing import Any

from modelsearch.backends.database import SearchBackend as database_backend
from modelsearch.query import SearchQuery

NOTHING = "0" * 20  # an empty query makes Wagtail's lists stumble; this one finds nothing
UNREADABLE = re.compile('["\\x00]')


def SearchBackend(parameters: dict[str, Any]) -> Any:
    backend = database_backend(parameters)
    backend.__class__ = type("ReadableQueries", (ReadableQueries, type(backend)), {})
    return backend


class ReadableQueries:
    def _search(self, compiler: type, query: Any, model_or_queryset: Any, **options: Any) -> Any:
        return super()._search(compiler, readable(query), model_or_queryset, **options)  # type: ignore[misc]  # a mixin


def readable(query: Any) -> Any:
    """The same query without quotation marks, also inside of composed queries."""
    if isinstance(query, str):
        return UNREADABLE.sub(" ", query).strip() or (NOTHING if query else "")
    if not isinstance(query, SearchQuery):
        return query
    query = copy(query)
    for name, value in vars(query).items():
        if name == "query_string":
            setattr(query, name, readable(value))
        elif name in ("subquery", "subqueries"):
            setattr(query, name, [readable(each) for each in value] if isinstance(value, list) else readable(value))
    return query
