"""What Elasticsearch has not been told yet. A row is written in the page's own transaction, and sent when that has ended.

A row only names a section: what is sent is what the database says of it then, so sending twice, late or after a crash
ends in the same index. A section's number never comes again, so one that is gone by the time is one to take away.
While anything waits here the database's own store answers (asked_store), so what is found is always what the last
transaction left.
"""

import logging
import threading
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max

from search.documents import Document
from search.locks import only_one
from search.models import Section, Undelivered
from search.stores import elastic_for, store_for

AT_ONCE = 200
logger = logging.getLogger(__name__)


def note(section_ids: Iterable[int]) -> None:
    """These sections were added or removed, or have other tokens. Call it in the transaction that does so.

    While Elasticsearch is switched off one row is enough: everything waits until it is switched on again.
    """
    if not settings.ELASTICSEARCH_URL:
        if not _waits_whole():
            Undelivered.objects.create(section_id=None)
        return
    Undelivered.objects.bulk_create([Undelivered(section_id=each) for each in section_ids])
    transaction.on_commit(deliver_or_wait, robust=True)


@transaction.atomic
def note_everything() -> None:
    """All sections were written anew, or nobody knows what Elasticsearch holds: it gets an index from the ground."""
    Undelivered.objects.all().delete()
    Undelivered.objects.create(section_id=None)
    if settings.ELASTICSEARCH_URL:
        transaction.on_commit(deliver_or_wait, robust=True)


def _waits_whole() -> bool:
    return Undelivered.objects.filter(section_id=None).exists()


def is_waiting() -> bool:
    return Undelivered.objects.exists()


def deliver_or_wait() -> None:
    """Send what waits, unless the server is silent: then it goes on waiting. Raises nothing that a page could notice."""
    from search.stores.elastic import FAILURES
    from search.stores.fallback import is_resting, rest

    if is_resting():
        return
    try:
        deliver()
    except FAILURES as error:
        rest(error)


def deliver() -> int:
    """Send what waits, in order; return how many changes were sent. Raises what the client raises.

    Only one process sends at a time. Who comes second may leave: the first one looks again after it has let go.
    """
    sent = 0
    while is_waiting():
        with only_one("search") as is_ours:
            if not is_ours:
                break
            sent += _send_all()
    return sent


def _send_all() -> int:
    sent = 0
    while rows := list(Undelivered.objects.order_by("pk")[:AT_ONCE]):
        _send({row.section_id for row in rows})
        Undelivered.objects.filter(pk__in=[row.pk for row in rows]).delete()
        sent += len(rows)
    return sent


def _send(section_ids: set[int | None]) -> None:
    store = elastic_for(connection)
    # This question has a reader's short patience: a silent server is found out before anything is sent to it.
    is_current = store.is_current()
    if None in section_ids or not is_current:
        store.rebuild(_every_document())
        return
    wanted = {each for each in section_ids if each is not None}
    found = documents(list(Section.objects.filter(pk__in=wanted)))
    for each in found:
        store.put(each)
    store.remove(sorted(wanted - {each.id for each in found}))


def _every_document() -> Iterator[Document]:
    """A few at a time: no query stays open while the server is waited for."""
    last = 0
    while sections := list(Section.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield from documents(sections)
        last = sections[-1].pk


def documents(sections: list[Section]) -> list[Document]:
    """With the tokens that the database's store has; a section without any there can't be found anywhere."""
    columns = store_for(connection).columns([each.pk for each in sections]) if sections else {}
    return [
        Document(each.pk, each.access, each.kind, columns[each.pk], frozenset())
        for each in sections
        if each.pk in columns
    ]


def look() -> None:
    """Find out whether Elasticsearch holds the sections that there are; if not, or if nobody can say, it is built anew.

    Needed when the server's data or the portal's was restored or lost: what differs then is in no row.
    """
    if _waits_whole():
        return
    from search.stores.elastic import FAILURES

    try:
        is_equal = _is_equal()
    except FAILURES:
        is_equal = False
    if not is_equal:
        note_everything()


def _is_equal() -> bool:
    """As numbers never come again, as many sections with the same last one are the same sections."""
    store = elastic_for(connection)
    if not store.is_current():
        return False
    database = Section.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return is_waiting() or store.extent() == (database["count"], database["last"] or 0)


def start() -> None:
    """When the server starts: look at once, so that nothing old is ever answered, and send in the background."""
    look()
    threading.Thread(target=_deliver_in_background, name="search-deliver", daemon=True).start()


def _deliver_in_background() -> None:
    try:
        deliver_or_wait()
    except Exception:
        logger.exception("What waits for Elasticsearch could not be sent.")
    finally:
        connection.close()
