"""Keeping the index equal to the pages. Everything is written on the page's own connection, in its transaction."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from portal.locks import lock
from search import outbox, wordlists
from search.analysis import edition
from search.comparing import elastic_differences
from search.documents import Document, document
from search.models import MissedWord, Section, WordLists
from search.pages import sections_of
from search.stores import Store, Weighs, store_for
from search.stores.weights import Key, filter_tokens, packed_entries

BATCH = 100


@transaction.atomic
def index_page(*, page_id: int) -> list[Section]:
    """Make the index say what the database says of this page now; return its sections."""
    lock("search")
    wordlists.refresh()
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
    wordlists.refresh()
    _remove(list(Section.objects.filter(page_id=page_id)))


@transaction.atomic
def rebuild() -> int:
    """Write the whole index anew; return how many sections it has. Until the end readers see the old one."""
    lock("search")
    wordlists.refresh()
    store = store_for(connection)
    store.clear()
    Section.objects.all().delete()
    sections = 0
    for page in published_pages():
        sections += len(_put(store, Section.objects.bulk_create(sections_of(page))))
    store.flush()
    outbox.note_everything()
    return sections


@transaction.atomic
def words_changed() -> int:
    """The editors' words are others: analyse all sections anew, and write those whose tokens change. How many?"""
    lock("search")
    edition.use(wordlists.written())
    WordLists.objects.update_or_create(pk=1, defaults={"edition": edition.current().name})
    store = store_for(connection)
    store.vocabulary.clear()
    written: list[int] = []
    for section in Section.objects.order_by("pk").iterator(BATCH):
        wanted = as_document(section)
        store.vocabulary.add(wanted.words, wanted.access)
        if store.columns([section.pk]).get(section.pk) != wanted.columns:
            store.put(wanted)
            written.append(section.pk)
    store.flush()
    outbox.note(written)
    return len(written)


def count_missed(words: Iterable[str]) -> None:
    """Count dictionary words that a search did not find, in this month. The search must answer even if this can't."""
    month = timezone.localdate().replace(day=1)
    with suppress(DatabaseError), transaction.atomic():
        for word in sorted(set(words)):
            missed, is_new = MissedWord.objects.get_or_create(month=month, word=word)
            if not is_new:
                MissedWord.objects.filter(pk=missed.pk).update(times=F("times") + 1)


def rebuild_if_stale() -> None:
    """For load_content: the index is written anew only when it differs from the pages."""
    if next(_own_differences(), None):
        rebuild()


def differences() -> Iterator[str]:
    """Each difference between the pages and the index, in words: missing, stale and orphaned."""
    yield from _own_differences()
    yield from elastic_differences()


def _own_differences() -> Iterator[str]:
    wordlists.refresh()
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
    weights: dict[Key, list[int]] = {}
    words: Counter[tuple[str, str]] = Counter()
    for section in Section.objects.order_by("pk").iterator(BATCH):
        wanted = as_document(section)
        words.update((word, wanted.access) for word in wanted.words)
        for key, entry in packed_entries(wanted.id, wanted.columns, filter_tokens(wanted.access, wanted.kind)):
            weights.setdefault(key, []).append(entry)
        if section.pk not in held:
            yield f"missing: tokens of section {section.pk} (page {section.page_id})"
        elif store.columns([section.pk])[section.pk] != wanted.columns:
            yield f"stale: tokens of section {section.pk} (page {section.page_id})"
        held.discard(section.pk)
    yield from (f"orphan: tokens of section {each}, which does not exist" for each in sorted(held))
    if store.vocabulary.all() != dict(words):
        yield "stale: the words for spelling and completion"
    if isinstance(store, Weighs) and store.weights.all() != weights:
        yield "stale: the weights of the words"


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
    made = _put(store, Section.objects.bulk_create(sections))
    store.flush()
    return made


def _put(store: Store, made: list[Section]) -> list[Section]:
    """One page's sections, which all have the same access."""
    words: Counter[str] = Counter()
    for section in made:
        found = as_document(section)
        store.put(found)
        words.update(found.words)
    if made:
        store.vocabulary.add_counted(words, made[0].access)
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
