"""Filling in a form, the same for a landlord on a public page and for staff about a case."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forms import actions, stepping
from forms.builder import AnswersForm, Supplied, form_class
from forms.models import FormVersion, Submission

KEY = "blankettnyckel"
HONEYPOT = "webbplats"

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

    def respond(self, request: HttpRequest) -> HttpResponse:
        """GET shows the form, POST checks and stores it. Faults come back with everything that was typed."""
        make = form_class(self.version.read(), self.supplied)
        if request.method != "POST":
            return self._show(request, stepping.first(make(initial=self.initial)), str(uuid.uuid4()))
        key = _key(request)
        form = make(request.POST)
        if view := stepping.turn(form, request.POST):
            return self._show(request, view, str(key))
        if request.POST.get(HONEYPOT):
            raise SuspiciousOperation("honeypot")
        if not form.is_valid() or not self._allowed(form):
            return self._show(request, stepping.refused(form, request.POST), str(key))
        if view := stepping.before_sending(form, request.POST):
            return self._show(request, view, str(key))
        return self._send(request, form.answers(), key)

    def _allowed(self, form: AnswersForm) -> bool:
        for sentence in self.check(form.answers()) if self.check else []:
            form.add_error(None, sentence)
        return form.is_valid()

    def _send(self, request: HttpRequest, answers: dict[str, Any], key: uuid.UUID) -> HttpResponse:
        by = request.user if request.user.is_authenticated else None
        try:
            submission = actions.receive(version=self.version, answers=answers, key=key, by=by, about=self.about)
        except actions.Conflict:
            return render(request, "forms/conflict.html", status=409)
        actions.process(submission)
        return self.done(submission)

    def _show(self, request: HttpRequest, view: stepping.View, key: str) -> HttpResponse:
        context = self.context | {
            "view": view,
            "form": view.form,
            "version": self.version,
            "words": view.form.words,
            "key": key,
            "key_name": KEY,
            "honeypot": HONEYPOT,
        }
        return render(request, self.template, context, status=view.status)


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(KEY, ""))
    except ValueError as error:
        raise SuspiciousOperation("The form was sent without its key.") from error
