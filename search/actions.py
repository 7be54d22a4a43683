"""Keeping the index equal to the pages. Everything is written on the page's own connection, in its transaction."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from wagtail.models import Page

from portal.locks import lock
from search import outbox
from search.comparing import elastic_differences
from search.documents import Document, document
from search.models import Section
from search.pages import sections_of
from search.stores import Store, store_for

BATCH = 100


@transaction.atomic
def index_page(*, page_id: int) -> list[Section]:
    """Make the index say what the database says of this page now; return its sections."""
    lock("search")
    page = Page.objects.filter(pk=page_id).first()
    wanted = sections_of(page.specific) if page else []
    found = list(Section.objects.filter(page_id=page_id).order_by("position"))
    if _fingerprints(wanted) == _fingerprints(found):
        return found
    _remove(found)
    return _add(wanted)


@transaction.atomic
def index_branch(*, page: Page) -> None:
    """The same for a page and all below it: after a move, or when who may read it changed.

    Asks by path: the number of children that a page in memory remembers may be old.
    """
    for page_id in list(Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)):
        index_page(page_id=page_id)


@transaction.atomic
def remove_page(*, page_id: int) -> None:
    lock("search")
    _remove(list(Section.objects.filter(page_id=page_id)))


@transaction.atomic
def rebuild() -> int:
    """Write the whole index anew; return how many sections it has. Until the end readers see the old one."""
    lock("search")
    store = store_for(connection)
    store.clear()
    Section.objects.all().delete()
    words: dict[str, Counter[str]] = {}
    sections = 0
    for page in published_pages():
        for each in Section.objects.bulk_create(sections_of(page)):
            found = as_document(each)
            store.put(found)
            words.setdefault(found.access, Counter()).update(found.words)
            sections += 1
    for access, counted in words.items():
        store.vocabulary.add_counted(counted, access)
    outbox.note_everything()
    return sections


def rebuild_if_stale() -> None:
    """For load_content: the index is written anew only when it differs from the pages."""
    if next(_own_differences(), None):
        rebuild()


def differences() -> Iterator[str]:
    """Each difference between the pages and the index, in words: missing, stale and orphaned."""
    yield from _own_differences()
    yield from elastic_differences()


def _own_differences() -> Iterator[str]:
    indexed: dict[int, list[str]] = {}
    for page_id, mark in Section.objects.order_by("page_id", "position").values_list("page_id", "fingerprint"):
        indexed.setdefault(page_id, []).append(mark)
    for page in published_pages():
        found, wanted = indexed.pop(page.pk, []), _fingerprints(sections_of(page))
        if found != wanted:
            yield f"{'stale' if found else 'missing'}: page {page.pk} ({page.slug})"
    yield from (f"orphan: page {page_id} is in the index but may not be found" for page_id in indexed)
    yield from _store_differences(store_for(connection))


def _store_differences(store: Store) -> Iterator[str]:
    """Does the store hold the tokens of exactly the sections that there are?"""
    held = store.ids()
    words: Counter[tuple[str, str]] = Counter()
    for section in Section.objects.order_by("pk").iterator(BATCH):
        wanted = as_document(section)
        words.update((word, wanted.access) for word in wanted.words)
        if section.pk not in held:
            yield f"missing: tokens of section {section.pk} (page {section.page_id})"
        elif store.columns([section.pk])[section.pk] != wanted.columns:
            yield f"stale: tokens of section {section.pk} (page {section.page_id})"
        held.discard(section.pk)
    yield from (f"orphan: tokens of section {each}, which does not exist" for each in sorted(held))
    if store.vocabulary.all() != dict(words):
        yield "stale: the words for spelling and completion"


def published_pages() -> Iterator[Page]:
    """Every live page, specific, a few at a time."""
    ids = list(Page.objects.live().filter(depth__gt=1).order_by("path").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        yield from Page.objects.filter(pk__in=ids[start : start + BATCH]).order_by("path").specific()


def as_document(section: Section) -> Document:
    """The summary counts as title, in the page's first section."""
    title = f"{section.title}\n{section.summary}" if section.position == 0 else section.title
    return document(
        id=section.pk,
        access=section.access,
        kind=section.kind,
        heading=section.heading,
        title=title,
        text=section.text,
    )


def _fingerprints(sections: Iterable[Section]) -> list[str]:
    return [section.fingerprint for section in sections]


def _add(sections: list[Section]) -> list[Section]:
    store = store_for(connection)
    made = Section.objects.bulk_create(sections)
    for section in made:
        found = as_document(section)
        store.put(found)
        store.vocabulary.add(found.words, found.access)
    outbox.note([section.pk for section in made])
    return made


def _remove(sections: list[Section]) -> None:
    store = store_for(connection)
    for section in sections:
        found = as_document(section)
        store.vocabulary.remove(found.words, found.access)
    store.remove([section.pk for section in sections])
    outbox.note([section.pk for section in sections])
    Section.objects.filter(pk__in=[section.pk for section in sections]).delete()
