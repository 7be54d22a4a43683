from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks

from forms import guard
from forms.models import FormPage, FormVersion


@hooks.register("filter_form_submissions_for_user")
def no_submissions_in_the_editor(user: Any, editable_forms: Any) -> Any:
    """Editing a form gives no right to read what people sent with it."""
    return editable_forms.none()


@hooks.register("before_publish_page")
def say_why_a_form_cannot_be_published(request: HttpRequest, page: Any) -> HttpResponse | None:
    if not isinstance(page, FormPage):
        return None
    current = FormVersion.objects.in_force(page.key)
    found = guard.faults(page.schema(), current.read() if current else None)
    for sentence in found:
        messages.error(request, sentence)
    return redirect("wagtailadmin_pages:edit", page.pk) if found else None
