"""The cast: the same few people in every test, and what each may do follows from the table of roles.

Sara is a socialsekreterare of Boendeenheten; Samir has the same role in Vuxenenheten, so Sara's cases are not his.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from caseload.projection.entries import schema_of
from portal import printing
from portal.demo import PEOPLE, UNITS
from portal.kept import content
from portal.models import Unit, User
from tests import pdf_ua
from tests.office import prepared_once
from tests.settings import RUN


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that is about one of the two databases does not exist in the round on the other: it is not a skip."""
    other = "embedded" if connection.vendor == "postgresql" else "postgres"
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """With ALLOW_SKIPS=0 (as .ci/run sets it) a skipped test is a failed one."""
    report = yield
    if report.skipped and os.environ.get("ALLOW_SKIPS") == "0":
        report.outcome, report.longrepr = "failed", f"Skipped, but nothing may be skipped here: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def pdf_validator() -> Iterator[pdf_ua.Validator | None]:
    """With VERAPDF, each PDF that any test prints is held against PDF/UA-1; a test that prints a faulty one fails."""
    validator = pdf_ua.validator()
    with pytest.MonkeyPatch.context() as patch:
        if validator:
            patch.setattr(printing, "_set", pdf_ua.checking(printing._set, validator))
        yield validator
    if validator:
        validator.stop()


@pytest.fixture(scope="session")
def prepared() -> Path:
    """The data folder of a demo office, built once in a run. Serve a copy of it (tests/office.py), never itself."""
    return prepared_once(RUN)


@pytest.fixture
def units(db: None) -> dict[str, Unit]:
    return {key: Unit.objects.get_or_create(key=key, defaults={"name": name})[0] for key, name in UNITS.items()}


@pytest.fixture
def person(units: dict[str, Unit]) -> Callable[[str], User]:
    """`person("sara")` makes (once) and returns one of the cast."""

    def make(username: str) -> User:
        existing = User.objects.filter(username=username).first()
        if existing:
            return existing
        _, first, last, unit, title, roles = next(row for row in PEOPLE if row[0] == username)
        user = User.objects.create_user(
            username=username, first_name=first, last_name=last, title=title, unit=units.get(unit or "")
        )
        user.groups.set(Group.objects.filter(name__in=roles))
        return user

    return make


@pytest.fixture
def client_of(person: Callable[[str], User]) -> Callable[[str], Client]:
    """`client_of("sara")` is a browser in which Sara is logged in."""

    def log_in(username: str) -> Client:
        client = Client()
        client.force_login(person(username), backend="portal.auth.RoleBackend")
        return client

    return log_in


@pytest.fixture
def stranger() -> Client:
    """A browser in which nobody is logged in."""
    return Client()


@pytest.fixture(autouse=True)
def _forget_content() -> None:
    """Each test has content of its own; the counter that tells its states apart begins anew, and so do the numbers of
    versions, which never change their meaning but here."""
    content.forget()
    schema_of.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _flush_past_triggers() -> None:
    """Emptying the tables after a transactional test must get past the triggers that keep tables append-only."""
    if connection.vendor != "sqlite":
        return
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_without_triggers(self: Any, statements: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            flush(self, statements)
            for _name, sql in triggers:
                cursor.execute(sql)

    operations.execute_sql_flush = flush_without_triggers


@pytest.fixture
def query_count() -> Iterator[Any]:
    """Counts the queries of a block: `with query_count as queries: …; len(queries)`."""
    from django.test.utils import CaptureQueriesContext

    yield CaptureQueriesContext(connection)
