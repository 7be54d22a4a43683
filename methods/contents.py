"""What surrounds a page of the handbook for one reader: contents, neighbours, ways on, and explained words."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.utils import timezone
from wagtail.models import Page

from methods.forms import ReviewForm
from methods.models import ChapterPage, HandbookPage, SectionPage, Term
from methods.models.tree import staff_paths
from methods.permissions import may_review
from methods.reading import Reader, linked, rich_texts, sections
from portal.kept.content import remembered

T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """A section and those of its chapters that the reader may see."""

    section: SectionPage
    chapters: list[ChapterPage]


class Link(NamedTuple):
    """A section or chapter as navigation shows it. `easy_of` is the chapter that it says in easier words."""

    pk: int
    path: str
    title: str
    url: str
    easy_of: int | None = None


def links(user: Any) -> dict[int, Link]:
    """Every section and chapter that the user may read, in the binder's order, by primary key."""
    for_staff = user.is_authenticated and user.may("methods.read_staff_pages")
    return remembered(("methods.links", for_staff), lambda: _links(user))


def _links(user: Any) -> dict[int, Link]:
    found = [Link(page.pk, page.path, page.title, page.url) for page in SectionPage.objects.readable_by(user)]
    found += [
        Link(page.pk, page.path, page.title, page.url, page.easy_of_id)
        for page in ChapterPage.objects.readable_by(user).light()
    ]
    return {link.pk: link for link in sorted(found, key=lambda link: link.path)}


def contents(handbook: HandbookPage, *, user: Any, theme: str) -> dict[str, Any]:
    """Every section with its chapters; or, for a theme, the chapters on it."""
    parts = list(_parts(handbook, user))
    chapters = [chapter for part in parts for chapter in part.chapters]
    counts = Counter(word for chapter in chapters for word in chapter.theme_words)
    theme = theme.strip().lower()[:60]
    return {
        "parts": parts,
        "theme": theme,
        "on_theme": [chapter for chapter in chapters if theme in chapter.theme_words],
        # A theme with one page leads nowhere that the contents do not.
        "themes": sorted((word, count) for word, count in counts.items() if count > 1),
    }


def _parts(handbook: HandbookPage, user: Any) -> Iterator[Part]:
    chapters: dict[str, list[ChapterPage]] = {}
    for chapter in ChapterPage.objects.descendant_of(handbook).readable_by(user).light().order_by("path"):
        chapters.setdefault(chapter.path[: -chapter.steplen], []).append(chapter)
    for section in _sections(handbook, user):
        yield Part(section, chapters.get(section.path, []))


def _sections(handbook: HandbookPage, user: Any) -> list[SectionPage]:
    return list(SectionPage.objects.child_of(handbook).readable_by(user).order_by("path"))


def around_section(section: SectionPage, *, user: Any) -> dict[str, Any]:
    handbook = HandbookPage.objects.ancestor_of(section).last()
    all_sections = _sections(handbook, user)
    return {
        "crumbs": _crumbs(handbook),
        "chapters": list(_chapters(section, user)),
        "previous": _last(each for each in all_sections if each.path < section.path),
        "next": _first(each for each in all_sections if each.path > section.path),
        "reader": Reader(urls=_urls([section.intro], user)),
    }


def around_chapter(chapter: ChapterPage, *, user: Any, marked: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What surrounds a chapter; paragraphs in `marked` are shown as changed."""
    handbook, section = chapter.above
    known = links(user)
    chapters = [each for each in known.values() if _is_child(each, section)]
    all_sections = (each for each in known.values() if _is_child(each, handbook))
    reader = Reader(
        urls=_urls(rich_texts(chapter.body), user, known),
        terms=remembered("methods.terms", lambda: list(Term.objects.all())),
        title=chapter.title,
        changed=marked,
    )
    following = _first(each for each in chapters if each.path > chapter.path)
    return {
        "crumbs": _crumbs(handbook, section),
        "section": section,
        "chapters": chapters,
        "sections": sections(chapter.body),
        "reader": reader,
        "previous": _last(each for each in chapters if each.path < chapter.path) or section,
        "next": following or _first(each for each in all_sections if each.path > section.path),
        "handbook": handbook,
        "ways_on": _ways_on(chapter, user, known),
        "easy": _first(each for each in known.values() if chapter.pk and each.easy_of == chapter.pk),
        "original": _readable(chapter.easy_of, user),
    } | _review(chapter, user)


def _is_child(link: Link, page: Page) -> bool:
    return len(link.path) == len(page.path) + page.steplen and link.path.startswith(page.path)


def _ways_on(chapter: ChapterPage, user: Any, known: dict[int, Link]) -> list[Any]:
    """The chosen pages that the reader may open."""
    ids = [each["value"] for each in chapter.ways_on.raw_data if each["value"]]
    if all(each in known for each in ids):
        return [known[each] for each in ids]
    urls = _addresses(ids, user, known)
    return [block.value for block in chapter.ways_on if block.value and block.value.pk in urls]


def _readable(page: ChapterPage | None, user: Any) -> ChapterPage | None:
    return page if page and ChapterPage.objects.readable_by(user).filter(pk=page.pk).exists() else None


def _review(chapter: ChapterPage, user: Any) -> dict[str, Any]:
    """For editors: who reviewed the page, and the form to say that it was reviewed today."""
    if not may_review(user) or not chapter.pk:
        return {}
    reviews = list(chapter.reviews.select_related("by")[:10])
    return {"review_form": ReviewForm(), "reviews": reviews, "today": timezone.localdate()}


def _chapters(section: SectionPage, user: Any) -> Iterable[ChapterPage]:
    return ChapterPage.objects.child_of(section).readable_by(user).light().order_by("path")


def _crumbs(*pages: Page) -> list[dict[str, str]]:
    return [{"title": page.title, "url": page.url} for page in pages]


def _urls(texts: Iterable[str], user: Any, known: dict[int, Link] | None = None) -> dict[int, str]:
    """Addresses of the pages that texts link to; those that the reader may not open are left out."""
    ids = linked(texts)
    return _addresses(ids, user, known or links(user)) if ids else {}


def _addresses(ids: Iterable[int], user: Any, known: dict[int, Link]) -> dict[int, str]:
    wanted = set(ids)
    found = {each: known[each].url for each in wanted if each in known}
    others = wanted - set(found)
    if others:
        closed = [] if user.is_authenticated and user.may("methods.read_staff_pages") else staff_paths()
        pages = Page.objects.live().filter(pk__in=others).defer_streamfields().specific()
        found |= {page.pk: page.url for page in pages if _opens_for(page, user, closed)}
    return found


def _opens_for(page: Page, user: Any, closed: list[str]) -> bool:
    if any(page.path.startswith(path) for path in closed):
        return False
    readable_by = getattr(page, "readable_by", None)
    return readable_by is None or readable_by(user)


def _first(pages: Iterable[T]) -> T | None:
    return next(iter(pages), None)


def _last(pages: Iterable[T]) -> T | None:
    return next(iter(list(pages)[::-1]), None)
