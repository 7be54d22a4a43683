"""Filling in a form, the same for a landlord on a public page and for staff about a case."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from forms import actions, drafts, limits, paper, stepping, uploads
from forms.builder import AnswersForm, Supplied, form_class
from forms.consequences import Preview
from forms.models import Draft, FormVersion, Sheet, Submission
from forms.phrases import phrases

KEY = "blankettnyckel"
HONEYPOT = "webbplats"
OPENED = "oppnad"
SAVE = "spara"  # ja: the button; auto: the page by itself
DRAFT = "utkast"  # the link's token, of somebody without account
COUNTER = "at_nagon"
SEEN = "sett"  # the seal of the preview that was shown
SHEET = "blad"  # the number of a printed sheet that is keyed in
PRINT = "skriv_ut"  # the button for an empty sheet

Check = Callable[[dict[str, Any]], list[str]]


@dataclass
class Filling:
    """One person filling in one form. `check(answers)` may refuse with sentences; `done(submission)` answers last."""

    version: FormVersion
    template: str
    done: Callable[[Submission], HttpResponse]
    about: str = ""
    check: Check | None = None
    supplied: Supplied = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    origin: actions.Origin = field(default_factory=actions.Origin)
    can_save: bool = True
    preview: Callable[[dict[str, Any]], Preview | None] | None = None
    """What the answers would change; it is shown and seen before they are sent."""

    def respond(self, request: HttpRequest, draft: Draft | None = None, token: str = "") -> HttpResponse:
        """GET shows the form, or the draft; POST checks and stores it. Faults come back with everything that was typed.

        A form about something can be printed empty, and the sheet be keyed in here: whoever may fill it in may do both.
        """
        if self.about and PRINT in request.POST:
            return paper.printed(version=self.version, by=request.user, about=self.about)
        if self.about and (asked := request.GET.get(SHEET) or request.POST.get(SHEET)):
            self._key_in(asked)
        if request.method != "POST":
            return self._open(request, draft, token)
        key = _key(request)
        self.version = _pinned(self.version, request, key)
        post, faults = uploads.stage(request, self.version, key)
        if SAVE in post:
            return self._save(request, post, key)
        form = self._form(post)
        if view := stepping.turn(form, post):
            return self._show(request, view, str(key))
        if post.get(HONEYPOT):
            raise SuspiciousOperation("honeypot")
        if limits.is_flood(request):
            return render(request, "forms/flood.html", status=429)
        if not self._is_right(request, form, faults):
            return self._show(request, stepping.refused(form, post), str(key))
        if view := self._before_sending(form, post):
            return self._show(request, view, str(key))
        return self._send(request, form.answers(), key)

    def _before_sending(self, form: AnswersForm, post: QueryDict) -> stepping.View | None:
        """What has to be read first: the answers, and exactly what they would change, until that has been seen."""
        view = stepping.before_sending(form, post)
        told = self.preview(form.answers()) if self.preview else None
        if told is None:
            return view
        self.context |= {"preview": told, "preview_is_new": post.get(SEEN, told.seal) != told.seal}
        return view or (None if post.get(SEEN) == told.seal else stepping.look_through(form, post))

    def _key_in(self, number: str) -> None:
        """From a sheet about the same, in the version that it was printed in."""
        sheets = Sheet.objects.select_related("version").filter(version__form_key=self.version.form_key)
        written = "".join(letter for letter in number[:20].upper() if letter.isalnum())  # PostgreSQL refuses NUL
        sheet = get_object_or_404(sheets, number=written, about=self.about)
        self.version, self.can_save, self.initial = sheet.version, False, {}
        self.origin = actions.Origin(source=Submission.Source.PAPER, sheet=sheet.number)
        self.context |= {"sheet": sheet, "sheet_number": paper.shown(sheet.number)}

    def _form(self, post: QueryDict) -> AnswersForm:
        return form_class(self.version.read(), self.supplied)(post)

    def _open(self, request: HttpRequest, draft: Draft | None, token: str) -> HttpResponse:
        if draft is not None:
            self.version = draft.version
            view = stepping.resumed(self._form(drafts.typed(draft)), drafts.typed(draft))
            return self._show(request, view, str(draft.key), token)
        make = form_class(self.version.read(), self.supplied)
        return self._show(request, stepping.first(make(initial=self.initial)), str(uuid.uuid4()))

    def _is_right(self, request: HttpRequest, form: AnswersForm, faults: dict[str, str]) -> bool:
        for question, sentence in faults.items():
            form.add_error(question, sentence)
        if not form.is_valid():
            return False
        if limits.came_too_fast(request, request.POST.get(OPENED, "")):
            form.add_error(None, form.words["too_fast"])
        for sentence in self.check(form.answers()) if self.check else []:
            form.add_error(None, sentence)
        return form.is_valid()

    def _save(self, request: HttpRequest, post: QueryDict, key: uuid.UUID) -> HttpResponse:
        """Keep what was typed, unchecked. The page by itself gets no page back."""
        by, kept = _user(request), post[SAVE] != "auto"
        if not self.can_save or self.version.read().unstored:
            return HttpResponse(status=204)
        try:
            draft, token = drafts.save(
                version=self.version,
                key=key,
                typed=post,
                by=by,
                about=self.about,
                token=post.get(DRAFT, ""),
                kept=kept,
            )
        except drafts.TooLarge:
            return HttpResponse(status=413)
        if not kept:
            return HttpResponse("sparat" if draft else "", content_type="text/plain", status=200 if draft else 204)
        if draft is None:
            return _conflict(request, self.version)
        context = self.context | {"draft": draft, "version": self.version, "token": token, "back": request.path}
        context["words"] = phrases(self.version.read().language)
        return render(request, "forms/saved.html", context)

    def _send(self, request: HttpRequest, answers: dict[str, Any], key: uuid.UUID) -> HttpResponse:
        stored = store(
            request, version=self.version, answers=answers, key=key, about=self.about, origin=self._origin(request)
        )
        return stored if isinstance(stored, HttpResponse) else self.done(stored)

    def _origin(self, request: HttpRequest) -> actions.Origin:
        if request.user.is_authenticated and COUNTER in request.POST and self.origin == actions.Origin():
            return actions.Origin(source=Submission.Source.COUNTER)
        return self.origin

    def _show(self, request: HttpRequest, view: stepping.View, key: str, token: str = "") -> HttpResponse:
        staff, schema = request.user.is_authenticated, self.version.read()
        context = {"may_print": bool(self.about) and staff and self.origin == actions.Origin()} | self.context
        context |= {
            "view": view,
            "form": view.form,
            "version": self.version,
            "words": view.form.words,
            "key": key,
            "key_name": KEY,
            "honeypot": HONEYPOT,
            "opened": limits.kept_open(request.POST.get(OPENED, ""), self.version.pk),
            "draft_token": token or request.POST.get(DRAFT, ""),
            "can_save": self.can_save and not schema.unstored,
            "at_counter": staff and schema.audience == "public" and self.origin == actions.Origin(),
            "is_at_counter": COUNTER in request.POST,
            "left_draft": self._left_draft(request),
        }
        return render(request, self.template, context, status=view.status)

    def _left_draft(self, request: HttpRequest) -> Draft | None:
        """What the person began in this form before and has not sent, offered when the form is opened anew."""
        user = _user(request)
        if request.method != "GET" or user is None or DRAFT in request.GET:
            return None
        mine = Draft.objects.owned_by(user).filter(version__form_key=self.version.form_key, about=self.about)
        return mine.first()


def store(
    request: HttpRequest,
    *,
    version: FormVersion,
    answers: dict[str, Any],
    key: uuid.UUID,
    about: str = "",
    origin: actions.Origin | None = None,
) -> Submission | HttpResponse:
    """The stored submission with its effects carried out, or the page that tells of a conflict."""
    try:
        submission = actions.receive(
            version=version,
            answers=answers,
            key=key,
            by=_user(request),
            about=about,
            origin=origin or actions.Origin(),
        )
    except actions.Conflict:
        return _conflict(request, version)
    if not submission.finished_at_once:
        actions.process(submission)
    limits.count(request)
    return submission


def _conflict(request: HttpRequest, version: FormVersion) -> HttpResponse:
    context = {"version": version, "words": phrases(version.read().language)}
    return render(request, "forms/conflict.html", context, status=409)


def is_out_of_the_ordinary(request: HttpRequest) -> bool:
    """Whether the short way (forms/express.py) can't answer what was posted."""
    post = request.POST
    return bool(
        post.get(HONEYPOT)
        or SAVE in post
        or DRAFT in post
        or COUNTER in post
        or request.FILES
        or not _is_key(post.get(KEY, ""))
        or limits.is_flood(request)
        or limits.came_too_fast(request, post.get(OPENED, ""))
    )


def _pinned(version: FormVersion, request: HttpRequest, key: uuid.UUID) -> FormVersion:
    """The version that was opened or saved, when that is an older one than is in force now."""
    draft = drafts.find(key=key, by=_user(request), token=request.POST.get(DRAFT, ""))
    if draft and draft.version.form_key == version.form_key:
        return draft.version
    opened = limits.opened_version(request.POST.get(OPENED, ""))
    if opened is None or opened == version.pk:
        return version
    return FormVersion.objects.filter(form_key=version.form_key, pk=opened).first() or version


def _user(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


def draft_of(request: HttpRequest, version: FormVersion, about: str = "") -> Draft | None:
    """The draft that a member of staff asks to go on with (`?utkast=…`)."""
    asked, user = request.GET.get(DRAFT, ""), _user(request)
    if user is None or not _is_key(asked):
        return None
    draft = drafts.find(key=uuid.UUID(asked), by=user)
    return draft if draft and draft.version.form_key == version.form_key and draft.about == about else None


def _is_key(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _key(request: HttpRequest) -> uuid.UUID:
    if not _is_key(request.POST.get(KEY, "")):
        raise SuspiciousOperation("The form was sent without its key.")
    return uuid.UUID(request.POST[KEY])
