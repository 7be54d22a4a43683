"""From hits to what is shown: sections folded by page, with breadcrumb, deep link and marked passage."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from django.db import connection
from django.http import HttpRequest
from wagtail.models import Page, Site

from search.engine import Answer, ask
from search.models import Section
from search.passages import Marker, Piece
from search.permissions import findable_access, may_find
from search.query import Asked
from search.ranking import Hit
from search.stores import asked_store

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


class Facet(NamedTuple):
    key: str
    name: str
    pages: int
    is_chosen: bool


class Group(NamedTuple):
    """A page's sections among the hits, the best first."""

    page_id: int
    sections: list[Section]


class Results(NamedTuple):
    answer: Answer
    groups: list[Group]
    facets: list[Facet]


def search(request: HttpRequest, text: str, *, kind: str = "", typing: bool = False) -> Results:
    """All that the user may find for `text`, folded by page, and how it divides by kind of page."""
    access = findable_access(request.user)
    store = asked_store(connection)
    answer = ask(store, text, access=access, typing=typing)
    groups = fold(answer.hits)
    facets = _facets(groups, kind)
    if kind:
        groups = fold(ask(store, text, access=access, kind=kind, typing=typing).hits)
    return Results(answer, groups, facets)


def fold(hits: Iterable[Hit]) -> list[Group]:
    """Put the sections of one page together, at the place of the best of them."""
    hits = list(hits)
    sections = Section.objects.in_bulk([hit.id for hit in hits])
    groups: dict[int, Group] = {}
    for hit in hits:
        if section := sections.get(hit.id):
            groups.setdefault(section.page_id, Group(section.page_id, [])).sections.append(section)
    return list(groups.values())


def _facets(groups: list[Group], chosen: str) -> list[Facet]:
    counted = Counter((group.sections[0].kind, group.sections[0].kind_name) for group in groups)
    return [Facet(key, name, pages, key == chosen) for (key, name), pages in sorted(counted.items(), key=_by_size)]


def _by_size(item: tuple[tuple[str, str], int]) -> tuple[int, str]:
    return -item[1], item[0][1]


def shown(request: HttpRequest, groups: list[Group], asked: Asked) -> list[FoundPage]:
    """The pages of one page of results, fetched again from the page tree: what may not be read is not shown."""
    pages = {page.pk: page for page in Page.objects.filter(pk__in=[group.page_id for group in groups]).specific()}
    site, marker = Site.find_for_request(request), Marker(asked)
    found = [_shown(request, site, pages[group.page_id], group, marker) for group in groups
             if group.page_id in pages and may_find(request.user, pages[group.page_id])]  # fmt: skip
    return [each for each in found if each is not None]


def _shown(request: HttpRequest, site: Any, page: Page, group: Group, marker: Marker) -> FoundPage | None:
    url = page.get_url(request, site)
    if url is None:
        return None
    above = page.get_ancestors().filter(depth__gt=2)
    crumbs = [{"title": each.title, "url": each.get_url(request, site) or ""} for each in above]
    first = group.sections[0]
    sections = [
        Found(deep_link(url, section), marker.whole(section.heading), marker.passage(section.text))
        for section in group.sections[:FOLDED]
    ]
    return FoundPage(marker.whole(page.title), url, first.kind_name, crumbs, sections)


def deep_link(url: str, section: Section) -> str:
    return f"{url}#{quote(section.anchor)}" if section.anchor else url
