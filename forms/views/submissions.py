"""Working with what was sent: finding, reading, correcting, withdrawing and taking out. Every reading is logged."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from forms import actions, concealing, exports, json_schema, permissions
from forms.consequences import Preview, accounts_of, preview_of
from forms.filling import SEEN, Filling
from forms.forms import ExportForm, FilterForm, ReasonForm
from forms.links import link_for
from forms.models import FormVersion, Submission, Upload
from forms.schema import decode
from portal import audit, spreadsheets
from portal.permissions import permission_required


@never_cache
@require_GET
@permission_required("portal.use_desk")
def submissions(request: HttpRequest) -> HttpResponse:
    """What the user may read, newest first, by form, version, day, state and unit. Nothing of what was answered."""
    visible = Submission.objects.visible_to(request.user)
    form = FilterForm(request.GET)
    found = form.filtered(visible) if form.is_valid() else visible.none()
    with transaction.atomic():
        page = Paginator(found.order_by("-received_at", "-pk"), 50).get_page(request.GET.get("sida"))
        rows = list(page)
        audit.record(audit.Action.LIST, by=request.user, kind="submission", reason=f"{len(rows)} blanketter")
    query = request.GET.copy()
    query.pop("sida", None)
    prefix = f"{query.urlencode()}&" if query else ""
    context = {
        "form": form,
        "page": page,
        "query_prefix": prefix,
        "export": bool(permissions.forms_exportable_by(request.user)),
    }
    return render(request, "forms/submissions.html", context)


@never_cache
@require_GET
@permission_required("portal.use_desk")
def submission(request: HttpRequest, receipt: str) -> HttpResponse:
    """What was sent, in the wording of its version. Reading it is logged."""
    found = _read(request, receipt)
    chain = _chain(found)
    concealing.mark([found, *chain], request.user)
    shown, withheld = concealing.shown(found), concealing.is_withheld(found)
    context = {
        "submission": found,
        "chain": chain,
        "shown": shown,
        "files": [] if withheld else _files(shown),
        "head": chain[-1],
        "accounts": accounts_of(request.user, found),
        "onward": link_for(request.user, found),
        "may_handle": found == chain[-1] and permissions.may_handle(request.user, found),
        "may_correct": not withheld,
        "reason_form": ReasonForm(),
        "key": uuid.uuid4(),
    }
    return render(request, "forms/submission.html", context)


@never_cache
@require_GET
@permission_required("portal.use_desk")
def submission_json(request: HttpRequest, receipt: str) -> HttpResponse:
    """The answers as data, with the address of the JSON Schema that they follow."""
    found = _read(request, receipt)
    if not permissions.exportable_by(request.user).filter(pk=found.pk).exists():
        raise PermissionDenied
    concealing.mark([found], request.user)
    return JsonResponse(exports.as_json(found), json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_GET
@permission_required("portal.use_desk")
def schema(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """The JSON Schema of a version: what its answers look like as data."""
    version = get_object_or_404(FormVersion, form_key=key, number=number)
    return JsonResponse(json_schema.of(version), json_dumps_params={"ensure_ascii": False, "indent": 2})


@never_cache
@require_GET
@permission_required("portal.use_desk")
def file(request: HttpRequest, receipt: str, token: str) -> HttpResponse:
    """A file that was sent, for those who may read the submission: always as a file to save, never shown."""
    found = _visible(request, receipt)
    _check_told(request, found)
    upload = get_object_or_404(Upload.objects.filter(submission__in=_family(found)), token=token)
    with transaction.atomic():
        audit.record(audit.Action.READ, by=request.user, kind="file", target=found.receipt)
    suffix = upload.name.rsplit(".", 1)[-1]
    return HttpResponse(
        bytes(upload.data),
        content_type=upload.content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{found.receipt}-{upload.pk}.{suffix}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
@permission_required("portal.use_desk")
def change(request: HttpRequest, receipt: str) -> HttpResponse:
    """Correct what was sent, with a reason. What the correction would do is tried before it is stored."""
    found = _handled(request, receipt)
    _check_told(request, found)
    source = actions.restorable(found)
    if source is None:
        raise Http404
    reason = ReasonForm(request.POST or None)
    said = reason.cleaned_data["skal"] if request.method == "POST" and reason.is_valid() else ""
    origin = actions.Origin(kind=Submission.Kind.CORRECTION, replaces=found, reason=said, source=found.source)

    def check(answers: dict[str, Any]) -> list[str]:
        if not said:
            return ["Skriv varför du rättar. Det står kvar bredvid det gamla."]
        if answers == source.answers() and not found.is_withdrawal:
            return ["Du har inte ändrat något."]
        return actions.trial(
            version=source.version, answers=answers, about=found.about, by=request.user, origin=origin
        )

    def preview(answers: dict[str, Any]) -> Preview | None:
        candidate = actions.unstored(
            version=source.version, answers=answers, about=found.about, by=request.user, origin=origin
        )
        return preview_of(request.user, candidate)

    return Filling(
        version=source.version,
        template="forms/change.html",
        preview=preview,
        done=lambda made: redirect("forms_submission", made.receipt),
        about=found.about,
        check=check,
        initial=_initial(source),
        supplied=_supplied(source),
        context={"submission": found, "reason_form": reason, "reason": request.POST.get("skal", "")[:300]},
        origin=origin,
        can_save=False,
    ).respond(request)


@never_cache
@require_http_methods(["POST"])
@permission_required("portal.use_desk")
def withdraw(request: HttpRequest, receipt: str) -> HttpResponse:
    """Take back what was sent, with a reason. Its text stays readable."""
    found = _handled(request, receipt)
    form = ReasonForm(request.POST)
    if found.is_withdrawal or not form.is_valid():
        return _told(request, found, ["Skriv varför du återtar blanketten."])
    reason = form.cleaned_data["skal"]
    origin = actions.Origin(kind=Submission.Kind.WITHDRAWAL, replaces=found, reason=reason, source=found.source)
    if said := actions.trial(version=found.version, answers={}, about=found.about, by=request.user, origin=origin):
        return _told(request, found, said)
    candidate = actions.unstored(version=found.version, answers={}, about=found.about, by=request.user, origin=origin)
    told = preview_of(request.user, candidate)
    if told and request.POST.get(SEEN) != told.seal:
        context = {"submission": found, "preview": told, "reason": reason, "preview_is_new": SEEN in request.POST}
        return render(request, "forms/withdraw_preview.html", context)
    try:
        made = actions.withdraw(submission=found, reason=reason, key=uuid.uuid4(), by=request.user)
    except actions.Conflict:
        return render(request, "forms/conflict.html", status=409)
    return redirect("forms_submission", made.receipt)


@never_cache
@require_GET
@permission_required("portal.use_desk")
def export(request: HttpRequest) -> HttpResponse:
    """What was sent with one form as a file, for those to whom the form's table of access gives it."""
    keys = permissions.forms_exportable_by(request.user)
    if not keys:
        raise PermissionDenied
    form = ExportForm(request.GET or None, keys=keys)
    if not form.is_valid():
        return render(request, "forms/export.html", {"form": form}, status=422 if request.GET else 200)
    key, kind = form.cleaned_data["blankett"], form.cleaned_data["filtyp"]
    with transaction.atomic():
        found = form.filtered(permissions.exportable_by(request.user)).filter(
            version__form_key__in=exports.keys_of(key)
        )
        rows = list(found.select_related("version", "processing", "replaces", "root").in_order())
        audit.record(
            audit.Action.EXPORT,
            by=request.user,
            kind="submission",
            target=key,
            reason=f"{len(rows)} blanketter, {kind}",
        )
    name = f"blanketter-{key}.{kind}"
    if kind == "json":
        concealing.mark(rows, request.user)
        data = {"form": key, "submissions": [exports.as_json(row) for row in rows]}
        answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    content = (exports.workbook if kind == "xlsx" else exports.csv)(key, rows, request.user)
    return spreadsheets.download(content, name)


def _visible(request: HttpRequest, receipt: str) -> Submission:
    visible = Submission.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("version", "processing", "root", "replaces"), receipt=receipt)


def _files(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for item in shown if item["question"].type == "file" for each in item["value"]]


def _check_told(request: HttpRequest, found: Submission) -> None:
    """Files and the form filled in show what is withheld on the page, so they are for those who are told everything."""
    concealing.mark([found], request.user)
    if concealing.is_withheld(found):
        raise PermissionDenied


def _read(request: HttpRequest, receipt: str) -> Submission:
    with transaction.atomic():
        found = _visible(request, receipt)
        audit.record(audit.Action.READ, by=request.user, kind="submission", target=found.receipt)
    return found


def _handled(request: HttpRequest, receipt: str) -> Submission:
    """The last of the chain, for one who may change it; an older one is not changed any more."""
    found = _visible(request, receipt)
    if not permissions.may_handle(request.user, found):
        raise PermissionDenied
    if found != _head(found):
        raise Http404
    return found


def _chain(found: Submission) -> list[Submission]:
    """All of the chain, oldest first. Who may read one of them may read what it replaced."""
    return list(_family(found).select_related("version", "processing").order_by("pk"))


def _family(found: Submission) -> Any:
    everything = Submission.objects.unscoped("the chain of a submission that was fetched with access")
    return everything.filter(pk=found.first.pk) | everything.filter(root=found.first.pk)


def _head(found: Submission) -> Submission:
    return _chain(found)[-1]


def _told(request: HttpRequest, found: Submission, sentences: list[str]) -> HttpResponse:
    context = {"submission": found, "sentences": sentences, "reason": request.POST.get("skal", "")[:300]}
    return render(request, "forms/withdraw.html", context, status=422)


def _initial(source: Submission) -> dict[str, Any]:
    """The stored answers as a form shows them."""
    initial = {}
    for question in source.version.read().questions:
        if question.is_typed and question.key in source.answers():
            value = source.answers()[question.key]
            plain = question.type in {"items", "file"}
            initial[question.key] = (
                [each["value"] for each in value]
                if question.type == "items"
                else (value if plain else decode(question, value))
            )
    return initial


def _supplied(source: Submission) -> dict[str, list[tuple[str, str]]]:
    """Choices from what the form was about: those that were chosen, in the words in which they were shown."""
    items = [question.key for question in source.version.read().questions if question.type == "items"]
    return {key: [(each["value"], each["label"]) for each in source.answers().get(key, [])] for key in items}
