"""What participants are told, written to the outbox in the transaction of what happened.

A client gets a message only by a way that they gave themselves, and never one that names the course or the place.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import reverse

from courses import codes
from courses.models import Audience, GuestSeat, MessageText, Occasion, Registration, Session
from portal import post
from portal.addresses import address
from portal.templatetags.swedish import klockan, veckodag

Kind = MessageText.Kind
State = Registration.State
FIRST: dict[str, str] = {State.PLACED: Kind.CONFIRMATION, State.WAITING: Kind.WAITING, State.OFFERED: Kind.OFFER}


def about(registration: Registration) -> str:
    return f"courses:{registration.occasion_id}:{registration.pk}"


def tell(
    registration: Registration,
    kind: str,
    *,
    by: Any,
    once: str = "",
    session: Session | None = None,
    sessions: Iterable[Session] | None = None,
    calendar: str = "",
    words: str = "",
    **when: datetime | None,
) -> None:
    """Queue what there is to say, by mail and SMS where the person has them. `once` tells two of a kind apart.

    `session` is the one it is about (else the first to come), `sessions` those that are listed, `when` has `due`/`until`.
    """
    ways = _ways(registration)
    text = MessageText.of(kind, registration.occasion.course.audience) if ways else None
    if text is None or not text.is_on:
        return
    subject, body, sms = text.filled(_values(registration, session, sessions, words))
    stamp = f"{about(registration)}:{kind}:{once or _state_stamp(registration)}"
    shared: dict[str, Any] = {"kind": f"courses.{kind}", "about": about(registration), "by": by, **when}
    for channel, to in ways:
        content: dict[str, Any] = (
            {"body": sms} if channel == "sms" else {"subject": subject, "body": body, "calendar": calendar}
        )
        if content["body"]:
            post.queue(key=f"{stamp}:{channel}", channel=channel, to=to, neutral=_is_client(registration),
                       **content, **shared)  # fmt: skip


def can_reach(registration: Registration) -> bool:
    return bool(_ways(registration))


def tell_all(registrations: Iterable[Registration], kind: str, *, by: Any, **more: Any) -> None:
    for registration in registrations:
        tell(registration, kind, by=by, **more)


def stop(registration: Registration) -> None:
    """What waits to be sent is no longer true."""
    post.cancel(about=about(registration))


def link(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def _is_client(registration: Registration) -> bool:
    return registration.user_id is None


def _ways(registration: Registration) -> list[tuple[str, str]]:
    """Channel and address. Somebody who is logged in here gets mail at work; a client what they asked for."""
    if registration.user is not None:
        return [("mail", registration.user.email)] if registration.user.email else []
    ways = [("mail", registration.email)] if registration.email else []
    return [*ways, ("sms", registration.phone)] if registration.phone and registration.sms_ok else ways


def _values(
    registration: Registration, session: Session | None, sessions: Iterable[Session] | None, words: str
) -> dict[str, str]:
    occasion = registration.occasion
    listed = list(sessions) if sessions is not None else occasion.meetings
    first = session or (listed[0] if listed else None)
    values = {
        **_days(first.start if first else None, *(each.start for each in listed)),
        "svara_senast": f"{veckodag(registration.offer_until)} {klockan(registration.offer_until)}",
        "turen": str(registration.turn or ""),
        "meddelande": words,
        "lank": own_link(registration),
    }
    if occasion.course.audience == Audience.STAFF:
        values |= {"kurs": occasion.course.title, "plats": (first.place if first else "") or occasion.place}
    return values


@lru_cache(maxsize=256)
def _days(first: datetime | None, *all_of_them: datetime) -> dict[str, str]:
    """A series in words. Kept, because everybody who registers to it is told the same while others wait."""
    listed = "\n".join(f"{veckodag(each)} {klockan(each)}" for each in all_of_them)
    return {"dag": veckodag(first), "tid": klockan(first), "dagar": listed}


def own_link(registration: Registration) -> str:
    """Staff log in; a client's link holds a secret of its own and opens a page with one button, so that a program
    that looks through the mail opens nothing."""
    if registration.user_id is not None:
        return link(address("courses:trainings"))
    return link(reverse("courses:personal_link", args=[registration.pk, codes.token_of(registration.key)]))


def _state_stamp(registration: Registration) -> str:
    """What is told after somebody came back is told anew; the same registration sent twice is not."""
    return f"{registration.registered_at.timestamp():.6f}"


def concerned(occasion: Occasion) -> list[Registration]:
    """Everybody who counts on coming, or hopes to."""
    found = list(occasion.registrations.active().select_related("user"))
    for registration in found:
        registration.occasion = occasion
    return found


def tell_guests(sessions: Iterable[Session], kind: str, *, by: Any, once: str) -> None:
    """Those who were to come to one of these sessions only."""
    guests = GuestSeat.objects.filter(session__in=sessions).select_related(
        "session__occasion__course", "registration__occasion__course", "registration__user"
    )
    for guest in guests:
        tell(guest.registration, kind, by=by, once=f"guest:{guest.session_id}:{once}", session=guest.session,
             sessions=[guest.session])  # fmt: skip
