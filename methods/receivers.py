"""What the handbook does when Wagtail publishes a page or somebody saves a text that pages share."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published

from methods.actions import keep_version, keep_versions_showing, showing
from methods.models import Amount, AmountValue, ChapterPage, HandbookPage, Reference, SharedText, Term
from portal.signals import page_text_changed


def connect() -> None:
    page_published.connect(_published, sender=ChapterPage, dispatch_uid="methods.published")
    for model in (SharedText, Reference, Amount, AmountValue):
        post_save.connect(_shared_changed, sender=model, dispatch_uid=f"methods.{model.__name__}.saved")
    post_delete.connect(_shared_changed, sender=AmountValue, dispatch_uid="methods.AmountValue.deleted")

    for signal in (post_save, post_delete):
        signal.connect(_glossary_changed, sender=Term, dispatch_uid=f"methods.Term.{id(signal)}")


def _published(instance: ChapterPage, **_kwargs: Any) -> None:
    keep_version(chapter=ChapterPage.objects.get(pk=instance.pk))


def _shared_changed(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    shared = instance.amount if isinstance(instance, AmountValue) else instance
    if not raw and shared.pk:
        for chapter in showing(shared):
            page_text_changed.send(sender=ChapterPage, page_id=chapter.pk)
        # After the commit: an amount is saved before its values are.
        transaction.on_commit(partial(keep_versions_showing, shared=shared))


def _glossary_changed(raw: bool = False, **_kwargs: Any) -> None:
    handbook = None if raw else HandbookPage.objects.first()
    if handbook is not None:
        page_text_changed.send(sender=HandbookPage, page_id=handbook.pk)
