"""Makes the start page and the pages that law and courtesy ask for, from pages.toml."""

import tomllib
from pathlib import Path
from typing import TypeVar

from django.db import transaction
from wagtail.models import Page, Site

from portal.models import BasePage, StartPage, TextPage

SOURCE = Path(__file__).with_name("pages.toml")
PageType = TypeVar("PageType", bound=BasePage)


@transaction.atomic
def load() -> None:
    """Make what is missing; an existing page is the office's own and is left alone."""
    source = tomllib.loads(SOURCE.read_text())
    start = StartPage.objects.first() or _make_start(source["start"])
    about = publish_below(start, TextPage(slug="om", **source["about"]))
    for page in source["pages"]:
        publish_below(about, TextPage(**page))


def publish_below(parent: Page, page: PageType) -> PageType:
    """Publish `page` under `parent` unless a page with its slug is there already; return the one that is there."""
    existing = type(page).objects.child_of(parent).filter(slug=page.slug).first()
    if existing is not None:
        return existing
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _make_start(fields: dict[str, str]) -> StartPage:
    root = Page.objects.get(depth=1)
    start = StartPage(slug="start", **fields)
    root.add_child(instance=start)
    start.save_revision().publish()
    old = Site.objects.filter(is_default_site=True).first()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "site_name": "Metodpärmen", "root_page": start},
    )
    if old is not None and old.root_page.specific_class is Page:
        Page.objects.get(pk=old.root_page_id).delete()
    return start
