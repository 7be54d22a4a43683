"""Kept pages: shown only to who may see them, never after they changed, and without anything of another reader."""

import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

from methods.models import ChapterPage, Reading, Term
from methods.personal import mine, states
from portal.db import changes
from portal.kept.bodies import MASKS, SECRET_LENGTH, body_of, masked
from portal.kept.store import Store
from portal.models import Change, User
from tests.portal.kept.conftest import ADDRESS, SECRET_PAGE, with_form_token
from tests.portal.kept.server import TOKEN, Server, without_token


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
        fresh.stop()


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
    bo = with_form_token(client_of("bo"))
    server.ask(SECRET_PAGE, bo)
    with time_machine.travel(timezone.now() + timezone.timedelta(hours=3), tick=False):
        assert server.ask(SECRET_PAGE, bo)[0] == 404


def test_on_the_next_day_the_page_is_made_anew(server):
    server.ask(ADDRESS)
    with time_machine.travel(timezone.now() + timezone.timedelta(days=1), tick=False):
        assert not server.ask(ADDRESS)[3]


def test_a_changed_word_of_the_glossary_changes_the_page(server):
    page = "/handboken/parmmetoden/fyra-steg/"
    server.ask(page)
    Term.objects.filter(name="avhysning").update(explanation="Något helt annat.")

    assert "Något helt annat." in server.ask(page)[1].decode()


def test_the_store_keeps_within_its_size(server):
    server.handler.store = Store(largest=30_000)
    for chapter in ChapterPage.objects.exclude(slug="hemlig"):
        server.ask(chapter.url)
    assert 0 < server.handler.store._size <= 30_000
    server.stop()


def test_a_name_that_stands_in_the_text_is_not_kept():
    page = b'<span class="site-user__name">Bo</span><p>Bostad</p>'
    assert body_of(page, b"Bo") is None and body_of(page, b"Sara") is None
    assert body_of(page.replace(b"Bostad", b"Hem"), b"Bo") is not None


def test_a_masked_token_is_what_django_expects():
    from django.middleware.csrf import _does_token_match

    secret = "aB3" * 10 + "z9"
    tokens = [masked(secret.encode()).decode() for _each in range(3 * MASKS)]
    assert all(_does_token_match(token, secret) for token in tokens)
    assert len({token[:SECRET_LENGTH] for token in tokens}) == len(tokens)  # no chance is used twice


def test_threads_that_make_tokens_at_once_never_make_the_same():
    with ThreadPoolExecutor(8) as threads:
        tokens = list(threads.map(lambda _each: masked(b"a" * 32), range(20 * MASKS)))
    assert len(set(tokens)) == len(tokens)
