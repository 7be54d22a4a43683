"""From hits to what is shown: sections folded by page, with breadcrumb, deep link and marked passage."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from django.db import connection
from django.http import HttpRequest
from wagtail.models import Page, Site

from search import actions, wordlists
from search.analysis.words import analyse, lemmas_of, split
from search.engine import Answer, ask
from search.models import Promotion, Section
from search.models.words import phrases_of
from search.passages import Marker, Piece
from search.permissions import findable_access, may_find
from search.query import Asked, parse
from search.ranking import Hit
from search.stores import asked_store

KIND = "slag"
FACETS = {KIND: "Slags sida", "metod": "Metod", "lasare": "För", "sprak": "Språk"}
MOST_FACETS = 8
BEGINNING = 4  # letters that nearby words share
MOST_MISSED = 4
FOLDED = 3  # sections shown of one page; the rest are a click away, on the page itself


class Found(NamedTuple):
    """A section with its deep link."""

    url: str
    heading: list[Piece]
    passage: list[Piece]


class FoundPage(NamedTuple):
    title: list[Piece]
    url: str
    kind: str
    crumbs: list[dict[str, str]]
    sections: list[Found]
    is_promoted: bool


class Facet(NamedTuple):
    """One value that the results can be narrowed to. `group` is the name of its parameter in the address."""

    group: str
    heading: str
    key: str
    name: str
    pages: int
    is_chosen: bool


class Brief(NamedTuple):
    """What is needed of a section before it is shown."""

    id: int
    page_id: int
    kind: str
    kind_name: str
    facets: dict[str, list[str]]

    def values(self, group: str) -> list[tuple[str, str]]:
        """Key and name of what the section's page has in a group of facets."""
        if group == KIND:
            return [(self.kind, self.kind_name)]
        return [(value, value) for value in self.facets.get(group, [])]


class Group(NamedTuple):
    """A page's sections among the hits, the best first."""

    page_id: int
    sections: list[Brief]
    is_promoted: bool = False


class Results(NamedTuple):
    answer: Answer
    groups: list[Group]
    facets: list[Facet]


def search(request: HttpRequest, text: str, *, chosen: dict[str, str] | None = None, typing: bool = False) -> Results:
    """All that the user may find for `text`, folded by page, narrowed to what is chosen, and how it divides."""
    wordlists.refresh()
    chosen, access = chosen or {}, findable_access(request.user)
    store = asked_store(connection)
    answer = ask(store, text, access=access, kind=chosen.get(KIND, ""), typing=typing)
    every = answer
    if chosen.get(KIND):
        every = ask(store, text, access=access, typing=typing)
    groups = promoted(answer.asked, fold(answer.hits), access)
    found = [group for group in groups if _fits(group, chosen)]
    return Results(answer, found, _facets(fold(every.hits), chosen))


def fold(hits: Iterable[Hit]) -> list[Group]:
    """Put the sections of one page together, at the place of the best of them."""
    hits = list(hits)
    rows = Section.objects.filter(pk__in=[hit.id for hit in hits])
    briefs = {row[0]: Brief(*row) for row in rows.values_list("pk", "page_id", "kind", "kind_name", "facets")}
    groups: dict[int, Group] = {}
    for hit in hits:
        if brief := briefs.get(hit.id):
            groups.setdefault(brief.page_id, Group(brief.page_id, [])).sections.append(brief)
    return list(groups.values())


def promoted(asked: Asked, groups: list[Group], access: list[str]) -> list[Group]:
    """The pages that editors show first for this question, before the others."""
    words = spoken_words(asked)
    pages = [each.page_id for each in Promotion.objects.order_by("pk") if words and words in _asked_for(each)]
    if not pages:
        return groups
    rows = Section.objects.filter(page_id__in=pages, access__in=access).order_by("position")
    first: dict[int, Group] = {}
    for row in rows.values_list("pk", "page_id", "kind", "kind_name", "facets"):
        first.setdefault(row[1], Group(row[1], [Brief(*row)], is_promoted=True))
    return [*(first[page] for page in pages if page in first), *(each for each in groups if each.page_id not in first)]


def spoken_words(asked: Asked) -> frozenset[str]:
    """The words that say something, whatever form and order they have."""
    return frozenset(unit.variants[0].token for unit in asked.units)


def _asked_for(promotion: Promotion) -> list[frozenset[str]]:
    return [spoken_words(parse(query)) for query in phrases_of(promotion.queries)]


def _fits(group: Group, chosen: dict[str, str]) -> bool:
    first = group.sections[0]
    return all(value in [key for key, _name in first.values(name)] for name, value in chosen.items() if value)


def _facets(groups: list[Group], chosen: dict[str, str]) -> list[Facet]:
    """What the results divide into; a group of facets counts what the other groups' choices leave."""
    found: list[Facet] = []
    for group, heading in FACETS.items():
        others = {name: value for name, value in chosen.items() if name != group}
        counted = Counter(value for each in groups if _fits(each, others) for value in each.sections[0].values(group))
        by_size = sorted(counted.items(), key=lambda item: (-item[1], item[0][1]))[:MOST_FACETS]
        facets = [Facet(group, heading, *value, pages, value[0] == chosen.get(group)) for value, pages in by_size]
        if len(facets) > 1 or chosen.get(group) or group == KIND:
            found += facets
    return found


def shown(request: HttpRequest, groups: list[Group], asked: Asked) -> list[FoundPage]:
    """The pages of one page of results, fetched again from the page tree: what may not be read is not shown."""
    pages = {page.pk: page for page in Page.objects.filter(pk__in=[group.page_id for group in groups]).specific()}
    site, marker = Site.find_for_request(request), Marker(asked)
    texts = Section.objects.in_bulk([brief.id for group in groups for brief in group.sections[:FOLDED]])
    found = [_shown(request, site, pages[group.page_id], group, marker, texts) for group in groups
             if group.page_id in pages and may_find(request.user, pages[group.page_id])]  # fmt: skip
    return [each for each in found if each is not None]


def _shown(
    request: HttpRequest, site: Any, page: Page, group: Group, marker: Marker, texts: dict[int, Section]
) -> FoundPage | None:
    url = page.get_url(request, site)
    if url is None:
        return None
    above = page.get_ancestors().filter(depth__gt=2)
    crumbs = [{"title": each.title, "url": each.get_url(request, site) or ""} for each in above]
    found = [texts[brief.id] for brief in group.sections[:FOLDED] if brief.id in texts]
    sections = [
        Found(deep_link(url, each), marker.whole(each.heading), marker.passage(each.text or each.summary))
        for each in found
    ]
    return FoundPage(marker.whole(page.title), url, group.sections[0].kind_name, crumbs, sections, group.is_promoted)


def deep_link(url: str, section: Section) -> str:
    """To the section's heading; or where it says itself that it stands, as the words of the glossary do."""
    if section.anchor.startswith("/"):
        return section.anchor
    return f"{url}#{quote(section.anchor)}" if section.anchor else url


def nearby(request: HttpRequest, answer: Answer) -> list[str]:
    """Words that the pages have and that begin as the words which found nothing."""
    vocabulary, access = asked_store(connection).vocabulary, findable_access(request.user)
    beginnings = [unit.text[:BEGINNING] for unit in answer.asked.units[:3] if len(unit.text) > BEGINNING]
    found = [word for beginning in beginnings for word in vocabulary.starting(beginning, access, 3)]
    return list(dict.fromkeys(found))[:MOST_FACETS]


def count_missed(answer: Answer) -> None:
    """Count the words that no page has, for the editors, so that nothing can be told of who asked.

    Only words of the dictionary in their basic form are counted, each alone and by month: it has no names of people and
    places, no numbers and no misspellings, and words that stood together can't be put together again.
    """
    words = {base for unit in answer.asked.units[:MOST_MISSED] if (base := _plain_word(unit.text))}
    if words and not answer.asked.phrases:
        actions.count_missed(words)


def _plain_word(written: str) -> str:
    word = analyse(written)
    parts = split(written)
    known = lemmas_of(written) or (parts and all(lemmas_of(part.lemma) for part in parts))
    return word.base if known and written.isalpha() and len(written) > 2 else ""
