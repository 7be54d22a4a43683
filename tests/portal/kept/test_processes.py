"""K32: whatever happens in whatever order, no serving process shows anything but what Django would show now.

Two real processes serve, each with its store; the test's own process changes things, and renders afresh to compare.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Page

from methods.models import ChapterPage
from portal.models import User
from tests.portal.kept.conftest import ADDRESS, SECRET_PAGE, with_form_token
from tests.portal.kept.server import Process, without_token

# What anybody of the office can do in any order, and who then looks.
CHANGES = [
    "publish", "unpublish", "restrict", "open", "hide section", "show section", "login", "logout", "favourite", "read",
]  # fmt: skip
LOOKERS = ["nobody", "bo", "mona"]
STEPS = st.lists(st.tuples(st.sampled_from(CHANGES), st.sampled_from(LOOKERS)), min_size=5, max_size=8)


@pytest.fixture
def processes(handbook: Any) -> Iterator[list[Process]]:
    started = [Process(str(connection.settings_dict["NAME"])) for _ in range(2)]
    yield started
    for each in started:
        each.stop()


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(steps=STEPS)
def test_two_processes_always_show_what_a_fresh_rendering_shows(processes, person, steps):
    clients = {"nobody": Client()} | {name: logged_in(person(name)) for name in ("bo", "mona")}
    for change, name in [*steps, ("open", "nobody"), ("show section", "bo")]:
        do(change, clients, name)
        for path in (ADDRESS, SECRET_PAGE):
            fresh = clients[name].get(path)
            for process in processes:
                shown = process.ask(path, clients[name])
                assert shown.status == fresh.status_code, (change, name, path)
                assert without_token(shown.body) == without_token(fresh.content), (change, name, path)


@pytest.mark.parametrize("change", ["unpublish", "restrict", "hide section"])
def test_what_is_taken_away_by_one_process_is_gone_from_all(processes, change):
    """And before it was taken away it was really kept: else there would be nothing to take."""
    stranger = Client()
    for process in processes:
        process.ask(ADDRESS, stranger)
        assert process.ask(ADDRESS, stranger).kept

    do(change, {"nobody": stranger}, "nobody")

    assert [process.ask(ADDRESS, stranger)[::3] for process in processes] == [(404, False)] * 2


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.auth.RoleBackend")
    return with_form_token(client)


def do(change: str, clients: dict[str, Client], name: str) -> None:
    chapter = ChapterPage.objects.get(slug="radgivaren")
    section = Page.objects.get(slug="parmmetoden").specific
    client = clients[name]
    if change == "publish":
        chapter.summary = f"Version {chapter.versions.count() + 1} av sidan."
        chapter.save_revision().publish()
    elif change == "unpublish":
        chapter.unpublish()
    elif change in {"restrict", "open"}:
        ChapterPage.objects.filter(pk=chapter.pk).update(access="staff" if change == "restrict" else "public")
    elif change in {"hide section", "show section"}:
        type(section).objects.filter(pk=section.pk).update(access="staff" if "hide" in change else "public")
    elif change == "login" and name != "nobody":
        clients[name] = logged_in(User.objects.get(username=name))
    elif change == "logout":
        client.logout()
    elif change == "favourite":
        client.post(f"/handbok/favorit/{chapter.pk}/", {"wanted": "1"}, follow=True)
    elif change == "read" and chapter.live:
        client.post(f"/handbok/last/{chapter.pk}/", {"seen": chapter.mark_of()}, follow=True)
