"""The short way for a public form that is sent: straight from the address to the stored submission.

Wagtail finds a page by asking for each of its ancestors, and a refused form needs all that. What is right and comes in
by the thousand does not: one question finds the version in force, and whatever is out of the ordinary (faults, steps,
drafts, files, somebody without access) returns None, so that the page itself answers as always.
"""

import uuid
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from forms import filling, stepping
from forms.builder import AnswersForm, form_class
from forms.models import FormVersion, Submission
from forms.schema import Schema
from portal.db import quick
from portal.kept.content import remembered

# A live public form page of this slug in the collection at /blanketter/, without any restriction above it, and the
# version in force. The collection lies right below the site's start page; translations have trees of their own.
FORM = """
SELECT version.id, version.sha256
FROM wagtailcore_page page
JOIN portal_forms_formpage form ON form.page_ptr_id = page.id
JOIN wagtailcore_page parent ON parent.path = substr(page.path, 1, length(page.path) - 4)
JOIN wagtailcore_page root ON root.path = substr(page.path, 1, length(page.path) - 8)
JOIN wagtailcore_site site ON site.root_page_id = root.id AND site.is_default_site
JOIN portal_forms_formversion version ON version.form_key = form.key
WHERE page.slug = %s AND page.live AND page.depth = 4 AND form.audience = 'public' AND form.access = 'public'
  AND parent.slug = 'blanketter' AND parent.live
  AND NOT EXISTS (
    SELECT 1 FROM wagtailcore_pageviewrestriction restriction
    JOIN wagtailcore_page above ON above.id = restriction.page_id
    WHERE substr(page.path, 1, length(above.path)) = above.path
  )
ORDER BY version.number DESC LIMIT 1
"""


def send(request: HttpRequest, slug: str) -> Submission | HttpResponse | None:
    """The stored submission, the answer to a conflict, or None when the page itself is to answer."""
    found = remembered(("form", slug), lambda: quick.first_row(FORM, slug))
    if found is None or filling.is_out_of_the_ordinary(request):
        return None
    version = _version(*found)
    form = _ready(version, request.POST)
    if form is None:
        return None
    return filling.store(request, version=version, answers=form.answers(), key=uuid.UUID(request.POST[filling.KEY]))


def _ready(version: FormVersion, post: QueryDict) -> AnswersForm | None:
    """The checked form when it can be stored as it is."""
    form = _form_class(version.sha256, version.schema, timezone.localdate().isoformat())(post)
    if stepping.turn(form, post) or not form.is_valid() or stepping.before_sending(form, post):
        return None
    return form


@lru_cache(maxsize=64)
def _version(pk: int, sha256: str) -> FormVersion:
    """Versions never change, so each is read once a process."""
    return FormVersion.objects.get(pk=pk, sha256=sha256)


@lru_cache(maxsize=64)
def _form_class(sha256: str, schema: str, day: str) -> type[AnswersForm]:
    """Made once a day: limits such as "not before today" move with the day."""
    return form_class(Schema.from_json(schema))
