"""The menu: public pages from the page tree, and for staff the items that the apps register."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from portal.kept.content import remembered


@dataclass(frozen=True)
class Item:
    """A link in the staff menu, shown to those who hold `permission`."""

    title: str
    view: str
    permission: str
    order: int


_items: dict[str, Item] = {}


def register(item: Item) -> None:
    _items[item.view] = item


def staff_menu(user: Any) -> list[dict[str, str]]:
    items = sorted(_items.values(), key=lambda item: item.order)
    return [{"title": item.title, "url": reverse(item.view)} for item in items if user.may(item.permission)]


def public_menu(request: HttpRequest) -> list[dict[str, str]]:
    for_staff = request.user.is_authenticated
    return remembered(("menu", request.get_host(), for_staff), lambda: _public_menu(request, for_staff))


def _public_menu(request: HttpRequest, for_staff: bool) -> list[dict[str, str]]:
    site = Site.find_for_request(request)
    if site is None:
        return []
    pages = Page.objects.child_of(site.root_page).live().in_menu()
    if not for_staff:
        pages = pages.public()
    return [{"title": page.title, "url": page.get_url(request, site)} for page in pages]


def _menu(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    staff = staff_menu(user) if user is not None and user.is_authenticated else []
    return {"staff": staff, "public": public_menu(request) if user is not None else []}


def context(request: HttpRequest) -> dict[str, Any]:
    """Template context: `menu.public` and `menu.staff`; asked for only by templates that show a menu."""
    return {"menu": SimpleLazyObject(lambda: _menu(request))}
