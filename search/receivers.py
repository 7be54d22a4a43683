"""When a page changes, so does the index: in the page's own transaction, so neither can be without the other.

Wagtail sends its own signals after the page's transaction; Django's post_save comes inside it. Both are listened to:
the first keeps the promise, the second sees what is saved after the page itself (inline children). The page is always
read again from the database, because the object in memory may hold a draft.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from portal.signals import page_text_changed
from search import actions
from search.models import Section, SiteWord, SynonymGroup

# What Wagtail saves alone when a draft is saved; none of it is shown to readers.
BOOKKEEPING = {
    "alias_of_id", "draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at",
    "live_revision", "locked", "locked_at", "locked_by", "numchild",
}  # fmt: skip


def connect() -> None:
    for signal, receiver in (
        (post_save, page_saved),
        (post_delete, page_deleted),
        (page_published, page_changed),
        (page_unpublished, page_changed),
        (post_page_move, page_moved),
        (page_text_changed, text_changed),
    ):
        signal.connect(receiver, dispatch_uid=f"search.{receiver.__name__}.{id(signal)}")
    for signal in (post_save, post_delete):
        signal.connect(
            restriction_changed, sender=PageViewRestriction, dispatch_uid=f"search.restriction.{id(signal)}"
        )
        for words in (SynonymGroup, SiteWord):
            signal.connect(words_changed, sender=words, dispatch_uid=f"search.words.{words.__name__}.{id(signal)}")


def words_changed(**_kwargs: Any) -> None:
    actions.words_changed()


def page_saved(sender: type, instance: Any, raw: bool = False, update_fields: Any = None, **_kwargs: Any) -> None:
    if not isinstance(instance, Page) or raw:
        return
    if update_fields is None or not BOOKKEEPING.issuperset(update_fields):
        page_changed(sender, instance)


def page_changed(sender: type, instance: Page, **_kwargs: Any) -> None:
    before = Section.objects.filter(page_id=instance.pk).values_list("access", flat=True).first()
    sections = actions.index_page(page_id=instance.pk)
    after = sections[0].access if sections else None
    # Without sections of its own the page says nothing about who may read what lies below it.
    if before != after or after is None:
        actions.index_branch(page=instance)


def text_changed(page_id: int, **_kwargs: Any) -> None:
    actions.index_page(page_id=page_id)


def page_moved(sender: type, instance: Page, **_kwargs: Any) -> None:
    actions.index_branch(page=Page.objects.get(pk=instance.pk))


def page_deleted(sender: type, instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, Page):
        actions.remove_page(page_id=instance.pk)


def restriction_changed(sender: type, instance: PageViewRestriction, **_kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        actions.index_branch(page=page)
