from typing import Any

from django import template
from django.utils.safestring import SafeString
from wagtail.rich_text import RichText, expand_db_html

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context: Any, value: RichText | str) -> SafeString | str:
    """Rich text with its links and explained words; outside a page, as in the editor's preview, with links only."""
    source = value.source if isinstance(value, RichText) else value
    reader = context.get("reader")
    return reader.show(source) if reader else RichText(expand_db_html(source))
