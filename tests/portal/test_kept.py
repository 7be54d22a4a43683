"""Kept pages: shown only to who may see them, never after they changed, and without anything of another reader."""

import gzip
import re
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale
from wagtail.models import Page as WagtailPage

from methods.models import ChapterPage, Reading, Term
from methods.personal import mine
from portal.db import changes
from portal.kept.bodies import body_of, masked
from portal.kept.handler import KeepingHandler
from portal.models import Change, User
from portal.roles import ROLES
from tests.methods.conftest import files, handbook  # noqa: F401 - fixtures

ADDRESS = "/handboken/parmmetoden/radgivaren/"
SECRET_PAGE = "/handboken/parmmetoden/hemlig/"
TOKEN = re.compile(rb'(?<=csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}')


class Server:
    """One serving process, as far as the store is concerned: a handler with a store of its own."""

    def __init__(self) -> None:
        self.handler = KeepingHandler()

    def ask(self, path: str, client: Client | None = None, **extra: str) -> tuple[int, bytes, dict[str, str], bool]:
        """Status, body, headers, and whether the answer was a kept one."""
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()) if client else ""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(), "SCRIPT_NAME": "", "HTTP_COOKIE": cookies,
        } | extra  # fmt: skip
        kept = self.handler.store.find(dict(environ)) is not None
        answer: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            answer.update(status=int(status.split()[0]), headers=dict(headers))

        body = b"".join(self.handler(environ, start))
        return answer["status"], body, answer["headers"], kept


def without_token(body: bytes) -> bytes:
    return TOKEN.sub(b"*", body)


def with_form_token(client: Client) -> Client:
    client.get("/handboken/")  # as after a login: the browser has the cookie of the forms
    assert settings.CSRF_COOKIE_NAME in client.cookies
    return client


@pytest.fixture
def tree(transactional_db: None) -> None:
    """The root of the page tree, which a transactional test before this one may have emptied away."""
    if not WagtailPage.objects.exists():
        Locale.objects.get_or_create(language_code="sv")
        WagtailPage.add_root(instance=WagtailPage(title="Root", slug="root"))
    for group in ROLES:
        Group.objects.get_or_create(name=group.name)
    changes.make_triggers()


@pytest.fixture
def server(tree: None, handbook: Any) -> Any:  # noqa: F811 - the fixture
    serving = Server()
    yield serving
    serving.handler.store._moments.close()


def test_the_second_reader_gets_a_kept_page_with_the_same_headers(server):
    first, second = server.ask(ADDRESS), server.ask(ADDRESS)

    assert (first[3], second[3]) == (False, True)
    assert first[:2] == second[:2]
    assert {name.lower() for name in first[2]} >= {"content-security-policy", "x-frame-options"}
    same = {name: value for name, value in first[2].items() if name != "Content-Length"}
    assert {name: value for name, value in second[2].items() if name != "Content-Length"} == same


def test_a_compressed_answer_says_the_same(server, client_of):
    sara = with_form_token(client_of("sara"))
    server.ask(ADDRESS, sara)

    _status, body, headers, kept = server.ask(ADDRESS, sara, HTTP_ACCEPT_ENCODING="gzip")

    assert kept and headers["Content-Encoding"] == "gzip" and len(body) == int(headers["Content-Length"])
    assert without_token(gzip.decompress(body)) == without_token(server.ask(ADDRESS, sara)[1])


def test_two_of_the_same_role_share_the_page_but_neither_name_nor_token(server, client_of):
    sara, samir = with_form_token(client_of("sara")), with_form_token(client_of("samir"))
    server.ask(ADDRESS, sara)
    server.ask("/handboken/", samir)

    _status, body, _headers, kept = server.ask(ADDRESS, samir)

    assert kept and b"Samir Socialsekreterare" in body and b"Sara" not in body
    tokens = [TOKEN.findall(server.ask(ADDRESS, samir)[1]) for _ in range(2)]
    assert tokens[0] != tokens[1]
    posted = samir.post("/konto/logga-ut/", {"csrfmiddlewaretoken": tokens[1][0].decode()})
    assert posted.status_code == 302


def test_a_token_that_was_put_in_is_valid(server, person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("bo"), backend="portal.auth.RoleBackend")
    with_form_token(client)
    server.ask(ADDRESS, client)
    body = server.ask(ADDRESS, client)[1]
    chapter = ChapterPage.objects.get(slug="radgivaren")
    fields = {"wanted": "1", "csrfmiddlewaretoken": TOKEN.findall(body)[0].decode()}

    assert client.post(f"/handbok/favorit/{chapter.pk}/", fields).status_code == 302
    assert client.post(f"/handbok/favorit/{chapter.pk}/", {"wanted": "1"}).status_code == 403


def test_what_differs_between_two_of_a_role_is_not_shared(server, client_of, person):
    sara, samir = with_form_token(client_of("sara")), with_form_token(client_of("samir"))
    chapter = ChapterPage.objects.get(slug="radgivaren")
    server.ask(ADDRESS, sara)
    server.ask(ADDRESS, samir)
    sara.post(f"/handbok/favorit/{chapter.pk}/", {"wanted": "1"})
    sara.get("/min-sida/")  # shows the message of thanks

    assert "Ta bort från favoriter" in server.ask(ADDRESS, sara)[1].decode()
    assert "Ta bort från favoriter" in server.ask(ADDRESS, sara)[1].decode()
    assert "Lägg till bland favoriter" in server.ask(ADDRESS, samir)[1].decode()


def test_the_state_of_the_store_is_that_of_the_page(server, person, client_of):
    """Both are computed apart; were they to differ, one reader would see another's marks."""
    from methods.personal import states

    chapter, sara = ChapterPage.objects.get(slug="radgivaren"), person("sara")
    client = client_of("sara")
    for step in (
        lambda: None,
        lambda: client.post(f"/handbok/favorit/{chapter.pk}/", {"wanted": "1"}),
        lambda: client.post(f"/handbok/last/{chapter.pk}/", {"seen": chapter.mark_of()}),
        lambda: client.post(f"/handbok/favorit/{chapter.pk}/", {"wanted": "0"}),
    ):
        step()
        assert states(sara.pk).get(ADDRESS, "") == mine(chapter, User.objects.get(pk=sara.pk)).state
    assert Reading.objects.count() == 1


def test_nothing_else_is_kept(server, client_of):
    sara = with_form_token(client_of("sara"))
    for path in ("/min-sida/", "/", "/sok/", "/handbok/ordlista/", "/halsa/"):
        server.ask(path, sara)
        assert not server.ask(path, sara)[3]
    server.ask(ADDRESS)
    assert not server.ask(ADDRESS, QUERY_STRING="tema=hyra")[3]
    assert not server.ask(ADDRESS, REQUEST_METHOD="HEAD")[3]
    assert not server.ask(ADDRESS, HTTP_COOKIE='messages="x"')[3]
    assert not server.ask(ADDRESS, HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=madeup")[3]


def test_without_its_triggers_nothing_is_kept(server, caplog):
    with connection.cursor() as cursor:
        on = " ON methods_term" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER methods_term_counts_update{on}")
    fresh = Server()
    try:
        fresh.ask(ADDRESS)
        assert not fresh.ask(ADDRESS)[3]
    finally:
        changes.make_triggers()
        fresh.handler.store._moments.close()


def test_a_login_alone_does_not_empty_the_store(server, person):
    rut = person("rut")
    before = Change.objects.get(pk="people").number
    User.objects.filter(pk=rut.pk).update(last_login="2026-01-01T00:00Z")
    assert Change.objects.get(pk="people").number == before
    User.objects.filter(pk=rut.pk).update(last_name="Ny")
    assert Change.objects.get(pk="people").number == before + 1


@pytest.mark.parametrize("change", ["role", "inactive", "logout", "name", "password"])
def test_who_is_no_longer_who_they_were_is_asked_anew(server, client_of, person, change):
    bo = with_form_token(client_of("bo"))
    server.ask(SECRET_PAGE, bo)
    assert server.ask(SECRET_PAGE, bo)[3]
    user = User.objects.get(username="bo")
    {
        "role": lambda: user.groups.set(Group.objects.filter(name="Styrgrupp")),
        "inactive": lambda: User.objects.filter(pk=user.pk).update(is_active=False),
        "logout": lambda: Session.objects.all().delete(),
        "name": lambda: User.objects.filter(pk=user.pk).update(first_name="Bosse"),
        "password": lambda: (user.set_password("ett nytt lösenord"), user.save()),
    }[change]()

    status, body, _headers, kept = server.ask(SECRET_PAGE, bo)

    assert not kept
    assert status == (200 if change in {"role", "name"} else 404)
    assert (b"Bosse" in body) == (change == "name")


def test_a_session_that_has_ended_is_not_answered(server, client_of):
    import time_machine
    from django.utils import timezone

    bo = with_form_token(client_of("bo"))
    server.ask(SECRET_PAGE, bo)
    with time_machine.travel(timezone.now() + timezone.timedelta(hours=3), tick=False):
        assert server.ask(SECRET_PAGE, bo)[0] == 404


def test_on_the_next_day_the_page_is_made_anew(server):
    import time_machine
    from django.utils import timezone

    server.ask(ADDRESS)
    with time_machine.travel(timezone.now() + timezone.timedelta(days=1), tick=False):
        assert not server.ask(ADDRESS)[3]


def test_a_changed_word_of_the_glossary_changes_the_page(server):
    page = "/handboken/parmmetoden/fyra-steg/"
    server.ask(page)
    Term.objects.filter(name="avhysning").update(explanation="Något helt annat.")

    assert "Något helt annat." in server.ask(page)[1].decode()


def test_the_store_keeps_within_its_size(server):
    from portal.kept.store import Store

    server.handler.store = Store(largest=30_000)
    for chapter in ChapterPage.objects.exclude(slug="hemlig"):
        server.ask(chapter.url)
    assert 0 < server.handler.store._size <= 30_000
    server.handler.store._moments.close()


def test_a_name_that_stands_in_the_text_is_not_kept():
    page = b'<span class="site-user__name">Bo</span><p>Bostad</p>'
    assert body_of(page, b"Bo") is None and body_of(page, b"Sara") is None
    assert body_of(page.replace(b"Bostad", b"Hem"), b"Bo") is not None


def test_a_masked_token_is_what_django_expects():
    from django.middleware.csrf import _does_token_match

    secret = "a" * 32
    assert _does_token_match(masked(secret.encode()).decode(), secret)


# What anybody of the office can do in any order, and who then looks.
CHANGES = st.sampled_from(
    [
        "publish",
        "unpublish",
        "restrict",
        "open",
        "hide section",
        "show section",
        "login",
        "logout",
        "favourite",
        "read",
    ]
)
LOOKERS = st.sampled_from(["nobody", "bo", "mona"])


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(steps=st.lists(st.tuples(CHANGES, LOOKERS, st.booleans()), min_size=4, max_size=8))
def test_two_servers_always_show_what_a_fresh_rendering_shows(server, person, steps):
    """K32: whatever happens in whatever order, a kept answer is the one that Django would give now."""
    servers = [server, Server()]
    clients = {"nobody": Client()} | {name: _logged_in(person(name)) for name in ("bo", "mona")}
    try:
        for change, name, other in steps:
            _do(change, clients, name)
            for each in (servers[other], servers[not other]):
                for path in (ADDRESS, SECRET_PAGE):
                    status, body, _headers, _kept = each.ask(path, clients[name])
                    fresh = clients[name].get(path)
                    assert status == fresh.status_code, (change, name, path)
                    assert without_token(body) == without_token(fresh.content), (change, name, path)
    finally:
        servers[1].handler.store._moments.close()


def _logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.auth.RoleBackend")
    return with_form_token(client)


def _do(change: str, clients: dict[str, Client], name: str) -> None:
    chapter = ChapterPage.objects.get(slug="radgivaren")
    section = WagtailPage.objects.get(slug="parmmetoden").specific
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
        clients[name] = _logged_in(User.objects.get(username=name))
    elif change == "logout":
        client.logout()
    elif change == "favourite":
        client.post(f"/handbok/favorit/{chapter.pk}/", {"wanted": "1"}, follow=True)
    elif change == "read" and chapter.live:
        client.post(f"/handbok/last/{chapter.pk}/", {"seen": chapter.mark_of()}, follow=True)
