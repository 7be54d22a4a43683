"""Forms that an editor lets be published at a later time."""

import logging
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portal import post

logger = logging.getLogger("forms")
PUBLISH = "wagtail.publish.scheduled"  # what Wagtail calls it when the time has come


def is_later(draft: Any) -> bool:
    return bool(draft.go_live_at and draft.go_live_at > timezone.now())


def stays_a_draft(revision: Any, faults: list[str]) -> None:
    """The plan ends here: the revision is a draft again, and whoever made it gets to know what is to be mended."""
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    logger.error("a planned form was not published", extra={"event": "faults in the form"})
    editor, page = revision.user, revision.content_object
    if editor is None or not editor.email:
        return
    place = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("wagtailadmin_pages:edit", args=[page.pk])
    body = "\n".join(
        [f"Blanketten ”{page.title}” skulle ha publicerats nu, men något behöver rättas först:", "",
         *(f"- {sentence}" for sentence in faults), "",
         f"Den är kvar som utkast. Öppna den, rätta och publicera igen: {place}"]
    )  # fmt: skip
    post.queue(
        key=f"form-schedule-{revision.pk}", kind="forms_schedule", channel=post.Message.Channel.MAIL, to=editor.email,
        subject="En blankett kunde inte publiceras", body=body, by=None, neutral=False,
    )  # fmt: skip
