from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText, expand_db_html

from methods.guides import PlanPart, timed

register = template.Library()


@register.filter
def with_times(parts: Iterable[Any]) -> list[PlanPart]:
    """The parts of a session with the minute at which each begins."""
    return list(timed(parts))


@register.simple_tag(takes_context=True)
def prose(context: Any, value: RichText | str) -> SafeString | str:
    """Rich text with its links and explained words; outside a page, as in the editor's preview, with links only."""
    source = value.source if isinstance(value, RichText) else value
    reader = context.get("reader")
    return reader.show(source) if reader else RichText(expand_db_html(source))


@register.filter
def is_new(block: Any, reader: Any) -> bool:
    """Whether a block says something that the reader has not read."""
    return bool(reader) and reader.is_changed(block)
