"""Elasticsearch: one document for each section, with the tokens of our own analysis in fields that split at spaces only.

Imported only when ELASTICSEARCH_URL is set, because the client takes 30 MB. The words for spelling and completion stay
in the site's own database (vocabulary.py): they are looked up by ranges and lengths, are counted by who may read them,
and change in the page's own transaction, so that no suggestion shows a word that has been withdrawn.
"""

import re
import secrets
import time
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, dsl
from elasticsearch.dsl import query as q
from elasticsearch.helpers import BulkIndexError

from search.documents import Columns, Document
from search.query import WHOLE, Asked, Unit, Where
from search.stores.vocabulary import Vocabulary

FAILURES = (ApiError, TransportError, BulkIndexError)
LAYOUT = "1"  # written into each index; another number than the index has means that it must be built anew
SEARCH_SECONDS, WRITE_SECONDS = 0.5, 10.0  # a reader is soon answered by the database instead
AT_ONCE = 500
MOST_IDS = 10_000  # Elasticsearch gives no more in one answer
FIELDS = {Where.WORDS: Columns._fields[:3], Where.EXTRAS: Columns._fields[3:]}
PART = 0.4  # what a compound's part counts beside the whole
# Closer together than the ranking's own weights, because BM25 levels off within a field and not over them: a section that
# speaks of all that was asked must be among the candidates, even if another has one of the words in its heading.
BOOST = dict(zip(Columns._fields, (2.2, 1.6, 1.0, 1.6, 1.2, 0.8), strict=True))
ALSO = 0.4  # what the weaker evidence for the same word adds to the strongest


def _words(**options: Any) -> Any:
    return dsl.Text(analyzer="whitespace", **options)


class SectionTokens(dsl.Document):
    """A section as Elasticsearch keeps it. `tokens`: each token once, for counting and for leaving out."""

    section = dsl.Long()
    access = dsl.Keyword()
    kind = dsl.Keyword()
    heading = _words()
    title = _words()
    body = _words()
    heading_extras = _words(index_options="freqs")
    title_extras = _words(index_options="freqs")
    body_extras = _words(index_options="freqs")
    tokens = dsl.Keyword(multi=True, doc_values=False)

    class Meta:
        dynamic = dsl.MetaField("strict")
        source = dsl.MetaField(excludes=["tokens"])
        meta = dsl.MetaField(layout=LAYOUT)


class Held(NamedTuple):
    """What the index says of a section."""

    access: str
    kind: str
    columns: Columns


@cache
def client_for(url: str, authority: str = "") -> Elasticsearch:
    """One client for the process; it is safe for threads. `authority`: a file with the server's own certificate authority."""
    options: dict[str, Any] = {"ca_certs": authority} if authority else {}
    return Elasticsearch(url, request_timeout=SEARCH_SECONDS, max_retries=1, **options)


class Asking:
    """What the server has said while one question is answered, so that nothing is asked twice: each way costs time."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.total: int | None = None
        self.columns: dict[int, Columns] = {}


class ElasticStore:
    """`name` is an alias, and what stands behind it can be exchanged while others search (`rebuild`).

    One object serves one question at a time; the client behind it is shared.
    """

    def __init__(self, client: Elasticsearch, name: str, vocabulary: Vocabulary) -> None:
        self.client, self.name, self.vocabulary = client, name, vocabulary
        self.writing = client.options(request_timeout=WRITE_SECONDS)
        self._waiting: list[dict[str, Any]] = []
        self._asking = Asking()

    def create(self) -> None:
        self.rebuild([])

    def drop(self) -> None:
        for each in self._concrete():
            self.writing.indices.delete(index=each)

    def put(self, document: Document) -> None:
        """Waits until `flush`; every reading flushes first."""
        self._waiting.append(_action(document))
        if len(self._waiting) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._asking = Asking()
            SectionTokens.bulk(waiting, using=self.writing, index=self.name, require_alias=True, refresh=True)

    def remove(self, ids: list[int]) -> None:
        """Those that are not there are no error."""
        self.flush()
        self._asking = Asking()
        actions = [{"_op_type": "delete", "_id": str(each)} for each in ids]
        if actions:
            _done, errors = SectionTokens.bulk(
                actions, using=self.writing, index=self.name, require_alias=True, refresh=True, raise_on_error=False
            )
            _raise_but_for_missing(errors)

    def clear(self) -> None:
        self.rebuild([])

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Fill a new index and put it in the old one's place in one step; until then others search the old one."""
        self._waiting, self._asking = [], Asking()
        fresh = f"{self.name}-{time.time_ns()}-{secrets.token_hex(2)}"
        index = dsl.Index(fresh, using=self.writing)
        index.document(SectionTokens)
        index.settings(number_of_shards=1, auto_expand_replicas="0-1", refresh_interval="-1")
        index.create()
        SectionTokens.bulk(map(_action, documents), using=self.writing, index=fresh, chunk_size=AT_ONCE)
        index.put_settings(settings={"refresh_interval": None})
        index.refresh()
        self._exchange(fresh)

    def _exchange(self, fresh: str) -> None:
        """The index before stays until the next exchange: somebody may be in the middle of a question to it."""
        before = self._behind()
        removals = [{"remove": {"index": each, "alias": self.name}} for each in before]
        self.writing.indices.update_aliases(actions=[{"add": {"index": fresh, "alias": self.name}}, *removals])
        for each in self._concrete():
            if each not in {fresh, *before}:
                self.writing.indices.delete(index=each)

    def is_current(self) -> bool:
        """Is there an index, and laid out as this version of the program wants it?"""
        try:
            found = self.client.indices.get_mapping(index=self.name)
        except NotFoundError:
            return False
        return all(each["mappings"].get("_meta", {}).get("layout") == LAYOUT for each in found.body.values())

    def ids(self) -> set[int]:
        return set(self.held_ids())

    def held_ids(self) -> Iterator[int]:
        """In their order."""
        self.flush()
        after = -1
        while True:
            asked = self._search().query("range", section={"gt": after}).sort("section").source(False)
            found = [int(hit.meta.id) for hit in asked[:MOST_IDS].execute()]
            yield from found
            if len(found) < MOST_IDS:
                return
            after = found[-1]

    def extent(self) -> tuple[int, int]:
        """How many sections there are, and the number of the last one, 0 when there is none."""
        self.flush()
        asked = self._search().extra(track_total_hits=True)[:0]
        asked.aggs.metric("last", "max", field="section")
        answer = asked.execute().to_dict()
        return int(answer["hits"]["total"]["value"]), int(answer["aggregations"]["last"]["value"] or 0)

    def held(self, ids: list[int]) -> dict[int, Held]:
        self.flush()
        if not ids:
            return {}
        answer = self.client.mget(index=self.name, ids=[str(each) for each in ids])
        return {int(each["_id"]): _held(each["_source"]) for each in answer["docs"] if each.get("found")}

    def columns(self, ids: list[int]) -> dict[int, Columns]:
        self.flush()
        known = self._asking.columns
        if not known.keys() >= set(ids):
            return {each: held.columns for each, held in self.held(ids).items()}
        return {each: known[each] for each in ids}

    def frequencies(self, tokens: list[str]) -> dict[str, int]:
        self.flush()
        counts = self._asking.counts
        self._count([token for token in tokens if token not in counts])
        return {token: counts[token] for token in tokens if counts[token]}

    def count(self) -> int:
        self.flush()
        if self._asking.total is None:
            self._asking.total = int(self.client.count(index=self.name)["count"])
        return self._asking.total

    def _count(self, tokens: list[str]) -> None:
        if not tokens:
            return
        asked = self._search().extra(track_total_hits=True)[:0]
        # Numbered, because a token is no safe name for an aggregation.
        named = {str(number): q.Term("tokens", {"value": token}) for number, token in enumerate(tokens)}
        asked.aggs.bucket("of", "filters", filters=named)
        answer = asked.execute().to_dict()
        self._asking.total = int(answer["hits"]["total"]["value"])
        for number, token in enumerate(tokens):
            self._asking.counts[token] = int(answer["aggregations"]["of"]["buckets"][str(number)]["doc_count"])

    def candidates(
        self, asked: Asked, rarities: list[float], *, access: list[str], kind: str, limit: int
    ) -> list[int]:
        """BM25 weighs rare words by itself, so the rarities are not needed here."""
        self.flush()
        wanted = self._search().query(question(asked, access, kind)).sort("_score", "section")
        found = wanted[:limit].execute().to_dict()["hits"]["hits"]
        self._asking = Asking()  # the next one may ask another question
        self._asking.columns = {int(each["_id"]): _held(each["_source"]).columns for each in found}
        return list(self._asking.columns)

    def health(self) -> str:
        """One line for the administrator. Raises what the client raises when the server can't be reached."""
        state = self.client.cluster.health(index=self.name)
        return f"{state['status']}, {self.count()} sections in {', '.join(self._behind())}"

    def _search(self) -> Any:
        return SectionTokens.search(using=self.client, index=self.name)

    def _behind(self) -> list[str]:
        """The index that the name stands for now."""
        try:
            return sorted(self.writing.indices.get_alias(name=self.name))
        except NotFoundError:
            return []

    def _concrete(self) -> list[str]:
        """The indices that were made for this name, the newest last; others that begin alike are not ours."""
        ours = re.compile(re.escape(self.name) + r"-\d{19}-[0-9a-f]{4}")
        return sorted(each for each in self.writing.indices.get(index=f"{self.name}-*") if ours.fullmatch(each))


def question(asked: Asked, access: list[str], kind: str) -> q.Query:
    """The whole question. Tokens stand as values of term queries, so nothing in them is an operator."""
    narrowed: list[q.Query] = [q.Terms("access", access)]
    if kind:
        narrowed.append(q.Term("kind", {"value": kind}))
    narrowed += [_phrase(" ".join(phrase)) for phrase in asked.phrases]
    unwanted = [q.Terms("tokens", list(asked.without))] if asked.without else []
    return q.Bool(
        filter=narrowed,
        must_not=unwanted,
        should=[_unit(unit) for unit in asked.units],
        minimum_should_match=1,
    )


def _phrase(words: str) -> q.Query:
    return q.Bool(
        should=[q.MatchPhrase(field, {"query": words}) for field in FIELDS[Where.WORDS]], minimum_should_match=1
    )


def _unit(unit: Unit) -> q.Query:
    """The best of what counts as the word, and of what counts as each part of it, wherever it stands; added up."""
    groups: dict[int, list[q.Query]] = {}
    for variant in unit.variants:
        weight = variant.weight * (1.0 if variant.part == WHOLE else PART)
        for field in FIELDS[variant.where]:
            term = q.Term(field, {"value": variant.token, "boost": BOOST[field] * weight})
            groups.setdefault(variant.part, []).append(term)
    best = [q.DisMax(queries=group, tie_breaker=ALSO) for group in groups.values()]
    return q.Bool(should=best, minimum_should_match=1)


def _action(document: Document) -> dict[str, Any]:
    tokens = sorted({token for column in document.columns for token in column.split()})
    source = {"section": document.id, "access": document.access, "kind": document.kind, "tokens": tokens}
    return {"_op_type": "index", "_id": str(document.id), "_source": source | document.columns._asdict()}


def _held(source: dict[str, Any]) -> Held:
    return Held(source["access"], source["kind"], Columns(*(source[name] for name in Columns._fields)))


def _raise_but_for_missing(errors: Any) -> None:
    wrong = [each for each in errors if each["delete"]["status"] != 404]
    if wrong:
        raise BulkIndexError(f"{len(wrong)} sections could not be removed.", wrong)
