"""The short way for a registration without account: straight from the address to the place.

When registration to a boskola opens, everybody sends at the same time. What is right goes this way: what the course is
has been remembered, the fields are cleaned by the form's own rules, and nothing is rendered. Whatever is out of the
ordinary (a fault, a full queue of tries, somebody logged in, a closed group, a group of another course) returns None,
so that the form itself answers.
"""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from courses import actions, attempts
from courses.forms import ClientForm, faults_together
from courses.models import Kind, Occasion, Registration
from portal.db import quick
from portal.kept.content import remembered

# A live page that anybody may read, without any restriction above it.
COURSE = """
SELECT course.kind FROM courses_coursepage course JOIN wagtailcore_page page ON page.id = course.page_ptr_id
WHERE page.id = %s AND page.live AND course.access = 'public' AND course.kind IN ('open_anonymous', 'open_identified')
  AND NOT EXISTS (
    SELECT 1 FROM wagtailcore_pageviewrestriction restriction
    JOIN wagtailcore_page above ON above.id = restriction.page_id
    WHERE substr(page.path, 1, length(above.path)) = above.path
  )
"""
DIGITS = 18  # a longer number is no row


def register(request: HttpRequest, course: int) -> Registration | None:
    """The registration, or None when the form itself is to answer."""
    chosen = request.POST.get("occasion", "")
    if not (chosen.isascii() and chosen.isdecimal() and len(chosen) <= DIGITS) or request.user.is_authenticated:
        return None
    found = remembered(("course", course), lambda: quick.first_row(COURSE, course))
    if found is None or attempts.are_too_many(request, attempts.SIGN_UPS):
        return None
    details = _cleaned(request.POST, found[0])
    if details is None:
        return None
    try:
        registration = actions.register(occasion=Occasion(pk=int(chosen), course_id=course), **details)
    except (actions.Refused, Occasion.DoesNotExist):
        return None
    attempts.count(request, attempts.SIGN_UPS)
    return registration


def _cleaned(post: QueryDict, kind: str) -> dict[str, Any] | None:
    """What the form would say, when it has nothing to object to."""
    data = {}
    try:
        for name, field in _fields().items():
            data[name] = field.clean(field.widget.value_from_datadict(post, {}, name))
    except ValidationError:
        return None
    if data.pop("website") or any(faults_together(data, needs_contact=kind == Kind.OPEN_IDENTIFIED)):
        return None
    return data


@cache
def _fields() -> dict[str, forms.Field]:
    """The form's own fields but for the group, which the database has found already. Cleaning changes nothing in them."""
    return dict(ClientForm.base_fields)
