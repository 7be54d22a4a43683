"""One's own drafts on "Min sida"."""

from typing import Any

from django.utils import timezone

from forms.links import place_of
from forms.models import Draft, FormPage
from portal import desk


def register() -> None:
    desk.register(desk.Panel("drafts", 25, "forms/panels/drafts.html", my_drafts))


def my_drafts(user: Any) -> dict[str, Any] | None:
    """What the person saved; what pages saved by themselves is offered on the form only."""
    mine = Draft.objects.alive(timezone.now()).owned_by(user).kept().select_related("version")
    drafts = [(draft, _address(draft)) for draft in mine[:10]]
    return {"drafts": drafts} if drafts else None


def _address(draft: Draft) -> str | None:
    if url := place_of(draft.version, draft.about):
        return url
    page = FormPage.objects.live().filter(key=draft.version.form_key).first()
    return page.url if page else None
