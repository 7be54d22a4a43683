"""The texts of messages, which the office may change. Until it does, those of content/messages.toml hold."""

import re
import time
import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from wagtail.models import PreviewableMixin

from courses.models.pages import Audience
from portal.post import faults

SHIPPED = Path(__file__).parent.parent / "content" / "messages.toml"
# What a text may be filled in with, and an example for the preview. A client's message never names course or place.
WORDS = {
    "dag": "tisdag 6 oktober",
    "tid": "kl. 13.00",
    "dagar": "tisdag 6 oktober kl. 13.00\ntisdag 13 oktober kl. 13.00",
    "svara_senast": "torsdag 1 oktober kl. 12.00",
    "turen": "3",
    "meddelande": "Ta gärna med något att skriva med.",
    "lank": "https://example.org/kurser/min-plats/",
}
STAFF_WORDS = {"kurs": "Pärmmetoden", "plats": "Stora mötesrummet, Provvägen 2"}
SMS_LENGTH = 306  # two parts
KEPT_SECONDS = 5
_kept: dict[str, Any] = {"at": 0.0}


class MessageText(PreviewableMixin, models.Model):
    class Kind(models.TextChoices):
        CONFIRMATION = "confirmation", "bekräftelse på plats"
        WAITING = "waiting", "står på reservlistan"
        OFFER = "offer", "erbjuden plats"
        LAPSED = "lapsed", "erbjudandet gick ut"
        REMINDER = "reminder", "påminnelse före varje träff"
        CHANGE = "change", "ändrad tid eller plats"
        CANCELLED = "cancelled", "inställd träff eller kurs"
        FOLLOW_UP = "follow_up", "efter kursen"
        GROUP = "group", "kursledaren skriver till gruppen"

    kind = models.CharField("meddelande", max_length=20, choices=Kind.choices)
    audience = models.CharField("till", max_length=10, choices=Audience.choices)
    subject = models.CharField("ämnesrad", max_length=100)
    body = models.TextField("text i mejl", max_length=2000)
    sms = models.CharField("text i sms", max_length=SMS_LENGTH, blank=True, help_text="Tomt: inget sms skickas.")
    is_on = models.BooleanField("skickas", default=True)
    hours = models.PositiveSmallIntegerField(
        "timmar före eller efter",
        default=0,
        help_text="För påminnelse: före träffen. För det som kommer efter: efter.",
    )

    class Meta:
        verbose_name = "meddelandetext"
        verbose_name_plural = "meddelandetexter"
        default_permissions = ("change", "view")
        ordering = ["audience", "pk"]
        constraints = [models.UniqueConstraint(name="message_text_once", fields=["kind", "audience"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()}, till {self.get_audience_display()}"

    @classmethod
    def of(cls, kind: str, audience: str) -> "MessageText":
        """The office's text, or the shipped one. A change is seen within seconds: the texts are kept so long."""
        now = time.monotonic()
        if now - _kept["at"] > KEPT_SECONDS or "texts" not in _kept:
            _kept.update(at=now, texts={(each.kind, each.audience): each for each in cls.objects.order_by()})
        return _kept["texts"].get((kind, audience)) or shipped(kind, audience)

    @property
    def words(self) -> dict[str, str]:
        return WORDS | (STAFF_WORDS if self.audience == Audience.STAFF else {})

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        _kept.pop("texts", None)

    def clean(self) -> None:
        errors = {}
        for name in ("subject", "body", "sms"):
            if sentence := self._fault(getattr(self, name)):
                errors[name] = sentence
        if errors:
            raise ValidationError(errors)

    def _fault(self, text: str) -> str:
        try:
            used = {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}
        except ValueError:
            return "En klammer { eller } saknar sin andra hälft."
        if unknown := sorted(used - self.words.keys()):
            known = ", ".join("{" + word + "}" for word in self.words)
            return f"{{{unknown[0]}}} går inte att fylla i här. Välj bland {known}."
        if self.audience == Audience.CLIENT and (found := faults(text)):
            return "Skriv neutralt. Det här kan avslöja något om mottagaren: " + ", ".join(found) + "."
        return ""

    def filled(self, values: dict[str, str]) -> tuple[str, str, str]:
        """Subject, body and SMS with the values put in; a word without a value becomes nothing."""
        known = dict.fromkeys(self.words, "") | values
        subject, body, sms = (text.format(**known) for text in (self.subject, self.body, self.sms))
        return " ".join(subject.split()), re.sub(r"\n{3,}", "\n\n", body).strip() + "\n", sms.strip()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        subject, body, sms = self.filled(self.words)
        return render(request, "courses/message_preview.html", {"subject": subject, "body": body, "sms": sms})


@cache
def _source() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text())


def shipped(kind: str, audience: str) -> MessageText:
    return MessageText(kind=kind, audience=audience, **_source()[audience][kind])


def all_shipped() -> list[MessageText]:
    return [shipped(kind, audience) for audience, texts in _source().items() for kind in texts]
