from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from methods.binder import own, printing, status
from methods.binder.actions import HandbookMoves, bring_up_to_date
from methods.binder.book import Part
from methods.binder.forms import OwnBinderForm, PrintForm, UpdateForm
from methods.binder.numbering import WORKSHEETS
from methods.binder.printing import NothingToPrint, Selection
from methods.binder.queue import QueueIsFull, turn
from methods.models import ChapterPage, Edition, Place, SectionPage, Sheet
from portal.printing import PrintingFailed, download

BUSY = "Det gick inte att skriva ut just nu. Vänta en minut och försök igen."
TAKEN = "Någon annan skriver ut just nu. Vänta en halv minut och försök igen. Det du har fyllt i står kvar."
EMPTY = "Det finns ingenting att skriva ut än. Handboken är tom."


@require_http_methods(["GET", "HEAD", "POST"])
def print_binder(request: HttpRequest) -> HttpResponse:
    """The whole handbook, or parts of it, as a binder."""
    parts = readable_parts(request.user)
    chosen = [value for value in request.GET.getlist("del") if value.isdigit()]
    initial = {"scope": "urval", "parts": chosen} if chosen else None
    form = PrintForm(request.POST if request.method == "POST" else None, parts=parts, initial=initial)
    if not form.is_valid():
        sheets = Sheet.objects.current().readable_by(request.user).count()
        return _form_page(request, "methods/binder/print.html", form, sheets=sheets)
    return _answer(request, "methods/binder/print.html", form, lambda: _binder(form, request.user))


def _binder(form: PrintForm, reader: Any) -> HttpResponse:
    edition = bring_up_to_date()
    if edition is None:
        raise NothingToPrint
    keys = {f"worksheet:{value}" if value == WORKSHEETS else f"page:{value}" for value in form.chosen}
    numbers = frozenset(Place.objects.filter(key__in=keys).values_list("number", flat=True))
    if keys and not numbers:
        raise NothingToPrint
    return download(printing.binder(edition, Selection(numbers), reader), f"metodparmen-utgava-{edition.number}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def update_binder(request: HttpRequest) -> HttpResponse:
    """ "I printed mine on 3 March": the sheets that changed since, and what to take out."""
    sheets = list(Sheet.objects.readable_by(request.user).select_related("place").defer("content").order_by("since"))
    form = UpdateForm(request.POST if request.method == "POST" else None, sheets=sheets)
    if not form.is_valid():
        return _form_page(request, "methods/binder/update.html", form)
    return _answer(request, "methods/binder/update.html", form, lambda: _update(request, form))


def _update(request: HttpRequest, form: UpdateForm) -> HttpResponse:
    now, before = bring_up_to_date(), form.cleaned_data["before"]
    try:
        if now is None:
            raise NothingToPrint
        content = printing.update(before, now, form.selection, request.user, dates_too=form.cleaned_data["dates_too"])
    except NothingToPrint:
        return _form_page(request, "methods/binder/update.html", form, up_to_date=True, status=200)
    return download(content, f"byt-blad-utgava-{before.number}-till-{now.number}.pdf")


def readable_parts(user: Any) -> list[Part]:
    """Sections and chapters that the reader may print, without their texts."""
    chapters: dict[str, list[ChapterPage]] = {}
    for chapter in ChapterPage.objects.readable_by(user).light().order_by("path"):
        chapters.setdefault(chapter.path[: -chapter.steplen], []).append(chapter)
    sections = SectionPage.objects.readable_by(user).light().order_by("path")
    return [Part(section, chapters.get(section.path, [])) for section in sections]


def _answer(request: HttpRequest, template: str, form: Any, make: Any) -> HttpResponse:
    """The PDF, or the form again with a sentence that says what to do."""
    try:
        with turn(request.user):
            return make()
    except QueueIsFull:
        form.add_error(None, TAKEN)
        return _form_page(request, template, form, status=429)
    except NothingToPrint:
        form.add_error(None, EMPTY)
        return _form_page(request, template, form)
    except (PrintingFailed, HandbookMoves):
        form.add_error(None, BUSY)
        return _form_page(request, template, form, status=503)


def _form_page(
    request: HttpRequest, template: str, form: Any, *, status: int | None = None, **more: Any
) -> HttpResponse:
    code = status or (422 if form.is_bound else 200)
    return render(request, template, {"form": form, "latest": Edition.objects.last(), **more}, status=code)


@require_GET
def sheet_status(request: HttpRequest, sheet: str) -> HttpResponse:
    """Where the code on a sheet leads: whether it is the one in force. Anyone may ask; nobody need log in."""
    found = status.of(sheet)
    if found is None:
        raise Http404
    page = ChapterPage.objects.readable_by(AnonymousUser()).filter(pk=found.page).light().first()
    page = page or SectionPage.objects.readable_by(AnonymousUser()).filter(pk=found.page).light().first()
    return render(request, "methods/binder/sheet.html", {"sheet": found, "page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_binder(request: HttpRequest) -> HttpResponse:
    """Tabs and blank sheets for the binder of somebody who gets support. Nothing that is typed here is kept."""
    form = OwnBinderForm(request.POST if request.method == "POST" else None)
    template = "methods/binder/own.html"
    if not form.is_valid():
        return _form_page(request, template, form)
    return _answer(request, template, form, lambda: download(own.binder(**form.printed), "min-parm.pdf"))
