from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from wagtail import hooks

from forms.models import FormPage
from forms.panels import compared
from forms.publishing import publish, stops


@hooks.register("filter_form_submissions_for_user")
def no_submissions_in_the_editor(user: Any, editable_forms: Any) -> Any:
    """Editing a form gives no right to read what people sent with it."""
    return editable_forms.none()


@hooks.register("before_publish_page")
def show_what_publishing_changes(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A form is published from the page that says what changes; there faults are told too."""
    if not isinstance(page, FormPage):
        return None
    found = compared(page)
    if not found["faults"] and not found["changes"]:
        return None
    return redirect("forms_publish", page.pk)


@hooks.register("before_edit_page")
def approve_only_what_can_be_published(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The last approval of a workflow publishes; one with faults is stopped with the reasons instead."""
    if not isinstance(page, FormPage) or request.POST.get("workflow-action-name") != "approve":
        return None
    faults = compared(page)["faults"]
    for sentence in faults:
        messages.error(request, sentence)
    return redirect("wagtailadmin_pages:edit", page.pk) if faults else None


@hooks.register("before_bulk_action")
def publish_several_only_when_all_can_be(
    request: HttpRequest, action: str, objects: list[Any], _view: Any
) -> HttpResponse | None:
    """Publishing several at once goes by no page that says what stops it; so the reasons are told, and none is published."""
    found = stops(objects) if action == "publish" else []
    for sentence in found:
        messages.error(request, sentence)
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk) if found else None


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("blanketter/<int:pk>/publicera/", publish, name="forms_publish")]
