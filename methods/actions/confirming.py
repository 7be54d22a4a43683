"""Read confirmation by version."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from methods.actions.reading import mark_read
from methods.actions.versions import keep_version
from methods.models import ChapterPage, Confirmation, ReadRequest, Version
from portal import audit
from portal.roles import BY_NAME


class AlreadyAsked(ValueError):
    """This version has been asked about; another request would only ask the same people the same thing."""


@transaction.atomic
def ask_to_confirm(
    *, chapter: ChapterPage, reason: str, roles: Collection[str], since: Version | None, by: Any
) -> ReadRequest:
    """Ask the roles to confirm the chapter as it stands. `since` is the version that the change is shown against.

    Raises AlreadyAsked when the same version was asked about before.
    """
    if unknown := set(roles) - set(BY_NAME):
        raise ValueError(f"No such role: {sorted(unknown)}")
    version = keep_version(chapter=chapter)
    request, made = ReadRequest.objects.get_or_create(
        version=version, defaults={"previous": since, "reason": reason, "roles": sorted(roles), "by": by}
    )
    if not made:
        raise AlreadyAsked
    audit.record(audit.Action.WRITE, by=by, kind="read_request", target=str(request.pk), fields=["roles"])
    return request


@transaction.atomic
def confirm(*, request: ReadRequest, seen: str, by: Any) -> Confirmation:
    """Note that `by` has read what was shown. Sent twice it is one. Raises Outdated when the page changed meanwhile."""
    chapter = ChapterPage.objects.live().get(pk=request.version.chapter_id or 0)
    version = mark_read(chapter=chapter, seen=seen, by=by).version
    confirmation, made = Confirmation.objects.get_or_create(version=version, by=by)
    if made:
        audit.record(audit.Action.WRITE, by=by, kind="confirmation", target=str(version.pk), fields=["version"])
    return confirmation
