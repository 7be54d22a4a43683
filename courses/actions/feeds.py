"""The secret address of one's own courses for a calendar program."""

from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from courses import codes, messages
from courses.models import CalendarFeed
from portal.models import User


@transaction.atomic
def renew_feed(*, user: User) -> CalendarFeed:
    """Make an address; an earlier one ends at once."""
    key = uuid4()
    values = {"key": key, "token_hash": codes.token_hash(codes.token_of(key)), "made_at": timezone.now()}
    feed, _made = CalendarFeed.objects.update_or_create(user=user, defaults=values)
    return feed


def revoke_feed(*, user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()


def feed_address(feed: CalendarFeed) -> str:
    return messages.link(reverse("courses:feed", args=[feed.token]))
