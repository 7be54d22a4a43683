"""Printing a form to fill in by hand, and keying in what comes back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forms import actions, paper, permissions
from forms.filling import SHEET, Filling
from forms.forms import SheetForm
from forms.links import place_of
from forms.models import FormVersion, Sheet, Submission
from forms.views.filling import receipt_url
from portal.permissions import permission_required


@require_POST
@permission_required("forms.fill_staff_forms")
def print_form(request: HttpRequest, key: str) -> HttpResponse:
    """An empty form as PDF, with a number of its own."""
    version = FormVersion.objects.in_force(key)
    version = version or get_object_or_404(FormVersion, form_key=key)
    if not permissions.may_fill(request.user, version):
        raise PermissionDenied
    return paper.printed(version=version, by=request.user)


@require_http_methods(["GET", "POST"])
@permission_required("forms.fill_staff_forms")
def find_sheet(request: HttpRequest) -> HttpResponse:
    """From the number on a sheet to the page where it is keyed in."""
    form = SheetForm(request.POST or None)
    if form.is_valid():
        if Sheet.objects.filter(number=form.cleaned_data["nummer"]).exists():
            return redirect("forms_sheet", form.cleaned_data["nummer"])
        form.add_error("nummer", "Det finns inget blad med det numret. Se efter att alla tecken är rätt.")
    return render(request, "forms/find_sheet.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("forms.fill_staff_forms")
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Key in a sheet, in the version that it was printed in. A sheet is keyed in once.

    One about something is keyed in where such forms are filled in, by those who may do that there.
    """
    found = get_object_or_404(Sheet.objects.select_related("version"), number=number.upper())
    done = Submission.objects.unscoped("the receipt of a sheet").filter(sheet=found.number).first()
    if found.about and done is None and (place := place_of(found.version, found.about)):
        return redirect(f"{place}?{SHEET}={found.number}")
    if not found.about and not permissions.may_fill(request.user, found.version):
        raise PermissionDenied
    if done is not None and (found.about or request.method == "GET"):
        return render(request, "forms/keyed_in.html", {"sheet": found, "submission": done})
    return Filling(
        version=found.version,
        template="forms/sheet.html",
        done=lambda submission: redirect(receipt_url(submission)),
        about=found.about,
        context={"sheet": found, "number": paper.shown(found.number)},
        origin=actions.Origin(source=Submission.Source.PAPER, sheet=found.number),
        can_save=False,
    ).respond(request)
