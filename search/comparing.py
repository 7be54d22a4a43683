"""Does Elasticsearch hold what the database holds? For search_verify and whoever watches the server."""

from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from search import outbox
from search.models import Section, Undelivered
from search.stores import elastic_for

AT_ONCE = 200


def elastic_differences() -> Iterator[str]:
    """Each difference in words: not sent yet, missing, stale and orphaned. None when Elasticsearch is not switched on."""
    if not settings.ELASTICSEARCH_URL:
        return
    from search.stores.elastic import FAILURES

    if first := Undelivered.objects.order_by("pk").first():
        waiting = Undelivered.objects.count()
        yield f"waiting: {waiting} changes have not been sent to Elasticsearch, the first since {first.at:%Y-%m-%d %H:%M} UTC"
    try:
        yield from _differences()
    except FAILURES as error:
        yield f"unreachable: Elasticsearch: {type(error).__name__}"


def _differences() -> Iterator[str]:
    store = elastic_for(connection)
    orphans, last = store.ids(), 0
    while sections := list(Section.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        held = store.held([each.pk for each in sections])
        for wanted in outbox.documents(sections):
            found = held.get(wanted.id)
            if found != (wanted.access, wanted.kind, wanted.columns):
                yield f"{'stale' if found else 'missing'}: section {wanted.id} in Elasticsearch"
        orphans -= {each.pk for each in sections}
        last = sections[-1].pk
    yield from (f"orphan: section {each} in Elasticsearch, which does not exist" for each in sorted(orphans))


def health() -> str:
    """One line on the server and what waits for it, or nothing when it is not switched on."""
    if not settings.ELASTICSEARCH_URL:
        return ""
    from search.stores.elastic import FAILURES

    try:
        line = elastic_for(connection).health()
    except FAILURES as error:
        line = f"not to be had ({type(error).__name__}); the database answers meanwhile"
    return f"Elasticsearch: {line}; {Undelivered.objects.count()} changes wait."
