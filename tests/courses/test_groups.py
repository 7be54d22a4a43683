"""The times of a boskola group in the client's own binder: what the public page says, and nothing about anybody."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from courses.models import Occasion
from portal import client_groups
from tests.methods.pdf_text import letters, pages

OWN = "/handbok/min-parm/"


@pytest.fixture
def group(boskola, occasion_of) -> Occasion:
    occasion = occasion_of(boskola, sessions=2)
    for day, session in enumerate(occasion.sessions.all(), start=8):
        session.start, session.end = (datetime(2031, 9, day, hour, tzinfo=UTC) for hour in (11, 13))
        session.save()
    return Occasion.objects.get(pk=occasion.pk)


def test_a_group_can_be_chosen_by_its_course_first_day_and_place(group, training, occasion_of):
    occasion_of(training)

    assert client_groups.choices() == [
        (f"courses:{group.pk}", f"{group.course.title}, börjar 8 september 2031, {group.place}")
    ]


@pytest.mark.parametrize("state", [Occasion.State.PLANNED, Occasion.State.CANCELLED])
def test_what_the_public_may_not_see_is_not_offered_and_gives_no_times(group, state):
    Occasion.objects.filter(pk=group.pk).update(state=state)

    assert client_groups.choices() == [] and client_groups.times(f"courses:{group.pk}", "sv") == []


@pytest.mark.parametrize(
    ("language", "day"),
    [("sv", "8 september"), ("en", "8 September"), ("so", "8 Sebtembar"), ("ar", "8 سبتمبر")],
)
def test_the_days_are_written_in_the_language_of_the_binder(group, language, day):
    first, second = client_groups.times(f"courses:{group.pk}", language)

    assert day in first and first != second
    assert re.fullmatch(rf".+13\.00–15\.00.+{re.escape(group.place)}.", first)


def test_the_binder_shows_when_and_where_and_says_nothing_of_who(group, stranger):
    form = stranger.get(OWN).content.decode()
    answer = stranger.post(
        OWN, {"language": "sv", "copies": "1", "group": f"courses:{group.pk}", "meetings": "Ta med matsäck"}
    )

    assert f"börjar 8 september 2031, {group.place}" in form
    text = letters("".join(pages(answer.content)))
    assert letters("8 september, 13.00–15.00") in text and letters(group.place) in text
    assert letters("Ta med matsäck") in text


def test_a_group_that_is_no_more_gets_a_sentence(group, stranger):
    Occasion.objects.filter(pk=group.pk).update(state=Occasion.State.CANCELLED)
    answer = stranger.post(OWN, {"language": "sv", "copies": "1", "group": f"courses:{group.pk}"})

    assert answer.status_code == 422 and "Tider och platser för en grupp" in answer.content.decode()


def test_a_group_that_has_begun_says_so_and_gives_only_what_is_left(group):
    with time_machine.travel(datetime(2031, 9, 8, 13, 30, tzinfo=UTC)):
        (_key, title), (line,) = client_groups.choices()[0], client_groups.times(f"courses:{group.pk}", "sv")

    assert "började 8 september 2031" in title
    assert "9 september" in line
