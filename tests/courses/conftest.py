"""Courses of each kind, and quick ways to make occasions and registrations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from courses import actions
from courses.models import CoursePage, CoursesIndexPage, Kind, Occasion, Registration, Session, texts
from portal.models import StartPage


@pytest.fixture(autouse=True)
def _nothing_kept_from_other_tests() -> None:
    for each in caches.all(initialized_only=True):
        each.clear()
    texts._kept.pop("texts", None)


@pytest.fixture
def index(db: None) -> CoursesIndexPage:
    """The page of all courses. After a transactional test the tree is empty, so it is made from the root."""
    Locale.objects.get_or_create(language_code="sv")
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    start = StartPage.objects.first() or root.add_child(instance=StartPage(title="Start", slug="start-test"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": start})
    return start.add_child(instance=CoursesIndexPage(title="Kurser", slug="kurser-och-boskola", show_in_menus=True))


def add_course(index: CoursesIndexPage, **fields: Any) -> CoursePage:
    return index.add_child(instance=CoursePage(for_whom="<p>Dig</p>", body="<p>Vi ses</p>", **fields))


@pytest.fixture
def boskola(index: CoursesIndexPage) -> CoursePage:
    return add_course(index, title="Boskolan", slug="boskolan", sessions_required=3)


@pytest.fixture
def identified(index: CoursesIndexPage) -> CoursePage:
    return add_course(index, title="Kurs med namn", slug="med-namn", kind=Kind.OPEN_IDENTIFIED)


@pytest.fixture
def granted(index: CoursesIndexPage) -> CoursePage:
    return add_course(index, title="Beviljad kurs", slug="beviljad", kind=Kind.GRANTED)


@pytest.fixture
def training(index: CoursesIndexPage) -> CoursePage:
    return add_course(index, title="Pärmmetoden", slug="parm", audience="staff", kind=Kind.STAFF)


@pytest.fixture
def occasion_of() -> Callable[..., Occasion]:
    """`occasion_of(course, capacity=2)` is an open occasion of sessions a week apart that begins in ten days."""

    def make(course: CoursePage, *, capacity: int = 2, sessions: int = 4, begins: int = 10, **fields: Any) -> Occasion:
        fields = {"state": Occasion.State.OPEN, "place": "Provsalen", **fields}
        occasion = Occasion.objects.create(course=course, capacity=capacity, **fields)
        for number in range(sessions):
            start = timezone.now() + timedelta(days=begins + 7 * number)
            Session.objects.create(occasion=occasion, start=start, end=start + timedelta(hours=2))
        return Occasion.objects.get(pk=occasion.pk)

    return make


@pytest.fixture
def enter() -> Callable[..., Registration]:
    """`enter(occasion, "Solrosen")` registers somebody to an open course."""

    def register(occasion: Occasion, alias: str = "Solrosen", **details: Any) -> Registration:
        return actions.register(occasion=occasion, alias=alias, **{"key": uuid4(), **details})

    return register


@pytest.fixture
def enter_staff(person: Callable[[str], Any]) -> Callable[..., Registration]:
    def register(occasion: Occasion, username: str, **details: Any) -> Registration:
        user = person(username)
        details = {"key": uuid4(), "role": "Provroll", "unit": "Provenhet", **details}
        return actions.register(occasion=occasion, person=user, by=user, **details)

    return register


def begin(occasion: Occasion, days: int = 1) -> None:
    """Move the series so that it began so many days ago."""
    first = occasion.sessions.order_by("start").first()
    shift = timezone.now() - timedelta(days=days) - first.start
    for session in occasion.sessions.all():
        Session.objects.filter(pk=session.pk).update(start=session.start + shift, end=session.end + shift)


@pytest.fixture
def led(
    boskola: CoursePage, occasion_of: Callable[..., Occasion], person: Callable[[str], Any], enter: Callable[..., Any]
) -> Occasion:
    """A boskola that Karin leads and Solrosen comes to."""
    occasion = occasion_of(boskola, leader=person("karin"))
    enter(occasion, "Solrosen")
    return occasion


@pytest.fixture
def groups(
    boskola: CoursePage, occasion_of: Callable[..., Occasion], enter: Callable[..., Any], person: Callable[[str], Any]
) -> tuple[Occasion, Occasion, Registration]:
    """Two groups of three places; the first has had three of four sessions, of which Solrosen missed the second."""
    mine, other = occasion_of(boskola, capacity=3), occasion_of(boskola, capacity=2)
    solros = enter(mine, "Solrosen")
    begin(mine, days=15)
    begin(other, days=6)
    mine, other = Occasion.objects.get(pk=mine.pk), Occasion.objects.get(pk=other.pk)
    mark(solros, mine, (1, 3), person("kim"))
    return mine, other, now_of(solros)


@pytest.fixture
def completed(
    training: CoursePage,
    occasion_of: Callable[..., Occasion],
    enter_staff: Callable[..., Registration],
    person: Callable[[str], Any],
) -> Registration:
    """Sara has both half-days, which hold for two years."""
    training.valid_months = 24
    training.save()
    occasion = occasion_of(training, sessions=2)
    sara = enter_staff(occasion, "sara")
    begin(occasion, days=20)
    occasion = Occasion.objects.get(pk=occasion.pk)
    mark(sara, occasion, (1, 2), person("kim"))
    return now_of(sara)


def mark(registration: Registration, occasion: Occasion, numbers: Any, by: Any, status: str = "present") -> None:
    for number in numbers:
        actions.mark_attendance(session=occasion.meetings[number - 1], marks={registration: status}, by=by)


def now_of(registration: Registration) -> Registration:
    return Registration.objects.select_related("occasion__course").get(pk=registration.pk)
