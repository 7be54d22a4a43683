"""A staff member's own MI scores, and who may see them."""

import uuid
from typing import Any

from django.db import transaction

from portal import audit
from portal.locks import lock
from supervision.models import MiRating, RatingShare


@transaction.atomic
def rate(*, rating: MiRating, key: uuid.UUID, by: Any) -> MiRating:
    """Save one's own scores; the same key again gives the rating already saved."""
    lock(f"mi:{key}")
    if existing := MiRating.objects.of(by).filter(key=key).first():
        return existing
    taken = MiRating.objects.unscoped("is the key somebody else's").filter(key=key).exists()
    rating.person, rating.key = by, uuid.uuid4() if taken else key
    rating.save()
    return rating


@transaction.atomic
def share(*, rating: MiRating, shared_with: Any, by: Any) -> RatingShare:
    """Let one supervisor read it; sharing again changes nothing."""
    shared, is_new = RatingShare.objects.get_or_create(rating=rating, shared_with=shared_with)
    if is_new:
        audit.record(audit.Action.WRITE, by=by, kind="mi_rating", target=str(rating.pk), fields=["shared"])
    return shared


@transaction.atomic
def stop_sharing(*, share: RatingShare, by: Any) -> None:
    audit.record(audit.Action.WRITE, by=by, kind="mi_rating", target=str(share.rating_id), fields=["unshared"])
    share.delete()


@transaction.atomic
def remove_rating(*, rating: MiRating, by: Any) -> None:
    """They are one's own numbers: one may take them away."""
    audit.record(audit.Action.WRITE, by=by, kind="mi_rating", target=str(rating.pk), fields=["removed"])
    rating.delete()


@transaction.atomic
def read_rating(*, rating: MiRating, by: Any) -> None:
    """Log that somebody else than the owner read it."""
    if rating.person_id != by.pk:
        audit.record(audit.Action.READ, by=by, kind="mi_rating", target=str(rating.pk))
