"""A staff member's own MI scores. Nobody else's page exists here but what was shared by choice."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.charts import Chart, Kind, Series
from portal.permissions import permission_required
from portal.templatetags.swedish import datum
from supervision import actions
from supervision.forms import RatingForm, ShareForm
from supervision.models import MiRating, RatingShare

staff = permission_required("supervision.ask_question")
SHOWN = 30


@never_cache
@require_GET
@staff
def ratings(request: HttpRequest) -> HttpResponse:
    """My ratings over time, and those that others have shared with me."""
    user: Any = request.user
    mine = list(MiRating.objects.of(user)[:SHOWN])
    shared = MiRating.objects.visible_to(user).exclude(person=user).select_related("person")[:SHOWN]
    context = {"ratings": mine, "shared": shared, "chart": _chart(mine)}
    return render(request, "supervision/ratings.html", context)


def _chart(newest_first: list[MiRating]) -> Chart:
    rows = newest_first[::-1]
    series = [
        Series("Relationell", [each.relational for each in rows]),
        Series("Teknisk", [each.technical for each in rows]),
    ]
    return Chart(
        Kind.LINE, "mi", "Mina skattningar över tid", [datum(each.date) for each in rows], series, label_title="Datum",
        unit="1–5", decimals=1,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_rating(request: HttpRequest) -> HttpResponse:
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rating = actions.rate(rating=form.save(commit=False), key=form.cleaned_data["key"], by=request.user)
        messages.success(request, "Skattningen är sparad. Bara du ser den.")
        return redirect("supervision_rating", rating.pk)
    context = {"form": form}
    return render(request, "supervision/new_rating.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def rating(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own rating, which one may share here; or one that somebody shared."""
    user: Any = request.user
    found = get_object_or_404(MiRating.objects.visible_to(user).select_related("person"), pk=pk)
    is_mine = found.person_id == user.pk
    if request.method == "POST" and not is_mine:
        raise PermissionDenied
    form = ShareForm(request.POST or None, user=user) if is_mine else None
    if request.method == "POST" and form and form.is_valid():
        chosen = form.cleaned_data["shared_with"]
        actions.share(rating=found, shared_with=chosen, by=user)
        messages.success(request, f"{chosen} kan läsa skattningen tills du slutar dela den.")
        return redirect("supervision_rating", found.pk)
    actions.read_rating(rating=found, by=user)
    shares = found.shares.select_related("shared_with") if is_mine else []
    context = {"rating": found, "is_mine": is_mine, "form": form, "shares": shares}
    return render(request, "supervision/rating.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@staff
def stop_sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the owner's own sharings are found."""
    share = get_object_or_404(RatingShare, pk=pk, rating__person=request.user)
    actions.stop_sharing(share=share, by=request.user)
    messages.success(request, "Du delar inte längre skattningen.")
    return redirect("supervision_rating", share.rating_id)


@require_POST
@staff
def remove_rating(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(MiRating.objects.of(request.user), pk=pk)
    actions.remove_rating(rating=found, by=request.user)
    messages.success(request, "Skattningen är borttagen.")
    return redirect("supervision_ratings")
