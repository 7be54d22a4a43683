"""Makes the handbook from the content files.

What an editor has changed, unpublished or begun to change is left alone; what is as it was shipped follows its file.
"""

import re
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import Page

from methods.actions import keep_missing_versions
from methods.content.blocks import Raw
from methods.content.source import Chapter, Section, Source, read
from methods.content.workflow import load_workflow
from methods.models import Amount, AmountValue, ChapterPage, HandbookPage, Reference, SectionPage, Term
from methods.models.shipped import Shipped
from portal.models import StartPage

FOLDER = Path(__file__).parent
LINK = re.compile(r'<a linktype="page" slug="([^"]*)">|<a slug="([^"]*)" linktype="page">')
HANDBOOK = {
    "title": "Handboken",
    "slug": "handboken",
    "summary": "Metoder, samtal, boskola och vardagsjuridik för arbetet från hemlöshet till ett eget kontrakt.",
}


def load(folder: Path = FOLDER) -> None:
    """Bring the handbook up to date with the files. Running it again changes nothing."""
    source = read(folder)
    with transaction.atomic():
        _load_terms(source)
        kept = {"reference": _load_references(source), "amount": _load_amounts(source)}
        handbook = HandbookPage.objects.first() or _make_handbook()
        load_workflow(handbook)
        pages = _Pages(handbook, source.sections)
        for section in source.sections:
            pages.place(section)
        for section in source.sections:
            pages.write_section(section)
            for chapter in section.chapters:
                pages.write_chapter(chapter, chapter.body(kept))
        keep_missing_versions()


def _make_handbook() -> HandbookPage:
    handbook = HandbookPage(show_in_menus=True, **HANDBOOK)
    StartPage.objects.get().add_child(instance=handbook)
    handbook.save_revision().publish()
    return handbook


def _load_terms(source: Source) -> None:
    existing = {term.name.lower(): term for term in Term.objects.all()}
    for fields in source.terms:
        _write(existing.get(fields["name"].lower()) or Term(), fields)


def _load_references(source: Source) -> dict[str, int]:
    """Write the references; gives the id of each key, for the blocks that show them."""
    existing = {reference.key: reference for reference in Reference.objects.all()}
    for key, fields in source.references.items():
        existing[key] = _write(existing.get(key) or Reference(key=key), fields)
    return {key: reference.pk for key, reference in existing.items()}


def _load_amounts(source: Source) -> dict[str, int]:
    """Make the amounts, and give each the value of a day that it has none for; what the office wrote stays."""
    existing = {amount.key: amount for amount in Amount.objects.all()}
    for key, fields in source.amounts.items():
        amount = existing.get(key) or Amount.objects.create(key=key, title=fields["title"], unit=fields["unit"])
        existing[key] = amount
        dated = {name: fields[name] for name in ("value", "source")}
        AmountValue.objects.get_or_create(amount=amount, valid_from=fields["valid_from"], defaults=dated)
    return {key: amount.pk for key, amount in existing.items()}


def _write(thing: Any, fields: dict[str, Any]) -> Any:
    if _follows_file(thing) and _take(thing, fields):
        thing.save()
    return thing


def _follows_file(thing: Any) -> bool:
    """New, or as the loader left it."""
    return thing.pk is None or thing.is_as_shipped


def _untouched(page: Any) -> bool:
    """A page that the office unpublished, changed or has a draft of is the office's."""
    return page.live and not page.has_unpublished_changes and page.is_as_shipped


def _take(thing: Shipped, fields: dict[str, Any]) -> bool:
    """Set the fields; whether anything became different from what was shipped before."""
    for name, value in fields.items():
        setattr(thing, name, value)
    fingerprint, before = thing.fingerprint(), thing.shipped_hash
    thing.shipped_hash = fingerprint
    return fingerprint != before


def _pages_by_slug(handbook: HandbookPage) -> dict[str, Any]:
    handbook.refresh_from_db()
    below = [model.objects.descendant_of(handbook) for model in (SectionPage, ChapterPage)]
    return {page.slug: page for pages in below for page in pages} | {handbook.slug: handbook}


def _before(things: list[Any], thing: Any) -> str | None:
    """The name of the one that stands before `thing`; None for the first."""
    place = things.index(thing)
    return things[place - 1].slug if place else None


class _Pages:
    """The pages by slug. First all are placed in the tree, then written: they link to each other."""

    def __init__(self, handbook: HandbookPage, sections: list[Section]) -> None:
        self._handbook, self._sections = handbook, sections
        self._made = set[str]()
        self._by_slug = _pages_by_slug(handbook)
        if not any(isinstance(page, SectionPage) for page in self._by_slug.values()):
            self._made.add(handbook.slug)

    def place(self, section: Section) -> None:
        """Make the pages that are missing, as drafts, each after the one that stands before it in the files."""
        before = _before(self._sections, section)
        self._placed(section.slug, SectionPage(title=section.fields["title"]), self._handbook.slug, before)
        for chapter in section.chapters:
            before = _before(section.chapters, chapter)
            self._placed(chapter.slug, ChapterPage(**chapter.fields), section.slug, before)

    def _placed(self, slug: str, page: Any, parent: str, before: str | None) -> None:
        if slug in self._by_slug:
            return
        page.slug, page.live = slug, False
        self._by_slug[parent].add_child(instance=page)
        self._made.add(slug)
        self._by_slug[slug] = page
        if parent not in self._made:
            self._move(page, self._by_slug[parent], self._by_slug.get(before or ""))

    def _move(self, page: Any, parent: Any, before: Any) -> None:
        """Among pages that were there already the new one stands last; put it where the files have it."""
        node = Page.objects.get(pk=page.pk)
        if before is None:
            node.move(Page.objects.get(pk=parent.pk), pos="first-child")
        elif before.get_parent().pk == parent.pk:
            node.move(Page.objects.get(pk=before.pk), pos="right")
        # Moving changes the place of others too; a page saved with its old place would break the tree.
        self._by_slug = _pages_by_slug(self._handbook)

    def write_section(self, section: Section) -> None:
        page = self._by_slug[section.slug]
        self._write(page, section.fields | {"intro": self._with_ids(section.fields["intro"])})

    def write_chapter(self, chapter: Chapter, body: list[Raw]) -> None:
        page = self._by_slug[chapter.slug]
        stream = page.body.stream_block
        self._write(page, chapter.fields | {"body": StreamValue(stream, self._with_ids(body), is_lazy=True)})

    def _write(self, page: Any, fields: dict[str, Any]) -> None:
        if page.slug not in self._made and not _untouched(page):
            return
        if _take(page, fields):
            if isinstance(page, ChapterPage):
                page.review_on = page.next_review(after=timezone.localdate())
            page.save_revision().publish()

    def _with_ids(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._with_ids(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._with_ids(each) for each in value]
        return LINK.sub(self._link, value) if isinstance(value, str) else value

    def _link(self, match: re.Match[str]) -> str:
        page = self._by_slug[match.group(1) or match.group(2)]
        return f'<a id="{page.pk}" linktype="page">'
