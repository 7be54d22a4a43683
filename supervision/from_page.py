"""Asking about what one has just read: the handbook links here with the page's number."""

from django.http import HttpRequest
from wagtail.models import Page


def about_page(request: HttpRequest) -> str:
    """The beginning of a question about the page in `?sida=`; nothing for a page that the user can't read."""
    number = request.GET.get("sida", "")
    page = Page.objects.live().filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    readable_by = getattr(page.specific, "readable_by", None) if page else None
    return f"Om sidan ”{page.title}” i handboken: " if page and readable_by and readable_by(request.user) else ""
