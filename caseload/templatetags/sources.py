"""The small number beside a value of a case, which leads to where the value comes from."""

from django import template
from django.utils.html import format_html

from caseload.facts import Source

register = template.Library()


@register.simple_tag
def source(of: Source | None, label: str) -> str:
    """A tag and not an included template: a page has some fifty, and an include costs ten times as much."""
    if not of:
        return ""
    link = ' <a class="source" href="#kalla-{0}" aria-label="Källa {0} till {1}">{0}</a>'
    return format_html(link, of.number, label.lower())
