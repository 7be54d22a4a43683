"""Saving what is not finished: staff by account, everybody else by a link that is shown once and never mailed."""

import hashlib
import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from forms.models import Draft, FormVersion, Upload

# What belongs to the page and not to the person who fills it in.
OWN = frozenset({"csrfmiddlewaretoken", "spara", "oppnad", "webbplats", "utkast", "ga"})
LARGEST = 500_000  # characters
UPLOADS_KEPT = timedelta(days=1)


class TooLarge(Exception):
    """Nobody types that much."""


@transaction.atomic
def save(
    *, version: FormVersion, key: uuid.UUID, typed: QueryDict, by: Any = None, about: str = "", token: str = "", kept: bool = True
) -> tuple[Draft | None, str]:  # fmt: skip
    """Save what was typed. Returns the draft, and for somebody without account the new link's token.

    `kept=False` is the page saving by itself: for staff it makes or renews a draft that no list shows; for others it
    only renews one that they have saved before and have the link of (`token`), and that link goes on working.
    """
    # PostgreSQL keeps no NUL in a text.
    data = {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in typed.lists()
        if name not in OWN
    }
    if sum(len(value) for values in data.values() for value in values) > LARGEST:
        raise TooLarge
    draft = find(key=key, by=by, token=token)
    if draft is None and Draft.objects.filter(key=key).exists():
        return None, ""  # somebody else's
    if draft is None and by is None and not kept:
        return None, ""
    draft = draft or Draft(
        key=key, version=version, about=about, began_at=timezone.now(), owner=by.username if by else ""
    )
    new_token = _write(draft, data, kept, by)
    return draft, new_token


def _write(draft: Draft, data: dict[str, Any], kept: bool, by: Any) -> str:
    now = timezone.now()
    draft.data, draft.changed_at = data, now
    draft.was_saved = draft.was_saved or kept
    draft.expires_at = now + timedelta(days=settings.DRAFT_DAYS)
    token = secrets.token_urlsafe(32) if kept and by is None else ""
    if token:
        draft.token_sha256 = fingerprint(token)  # the link before this one stops working
    draft.save()
    return token


def find(*, key: uuid.UUID, by: Any = None, token: str = "") -> Draft | None:
    """The draft with the key, for the one who owns it or has its link."""
    drafts = Draft.objects.alive(timezone.now()).select_related("version").filter(key=key)
    if by is not None:
        return drafts.owned_by(by).first()
    return drafts.filter(token_sha256=fingerprint(token)).first() if token else None


def by_link(token: str) -> Draft | None:
    alive = Draft.objects.alive(timezone.now()).select_related("version")
    return alive.filter(token_sha256=fingerprint(token)).first()


def typed(draft: Draft) -> QueryDict:
    """What was typed, as it would be posted."""
    post = QueryDict(mutable=True)
    for name, values in draft.data.items():
        post.setlist(name, values)
    return post


@transaction.atomic
def throw_away(draft: Draft) -> None:
    """The draft and the files that were uploaded to it."""
    Upload.objects.staged(draft.key).delete()
    draft.delete()


@transaction.atomic
def clear() -> int:
    """Throw away what has expired, and files of forms that were never sent. Returns how many drafts."""
    now = timezone.now()
    expired = Draft.objects.expired(now)
    Upload.objects.filter(submission=None, key__in=expired.values("key")).delete()
    left_over = Upload.objects.left_over(now - UPLOADS_KEPT)
    left_over.exclude(key__in=Draft.objects.values("key")).delete()
    return expired.delete()[0]


def fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
