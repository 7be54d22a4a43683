"""Flats as the forms about them tell: free, soon free, offered, lived in. A flat is known by its object number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac

from caseload.effects.housing import TAKEN_OVER
from caseload.models import Case, Stay
from caseload.models.people import PROTECTED
from caseload.stages import Stage


class State(models.TextChoices):
    FREE = "ledig", "Ledig"
    SOON = "blir_ledig", "Blir ledig"
    OFFERED = "erbjuden", "Erbjuden"
    LIVED_IN = "upptagen", "Upptagen"


SEVERAL = {State.FREE: "lediga", State.SOON: "blir lediga", State.OFFERED: "erbjudna", State.LIVED_IN: "upptagna"}


@dataclass
class Flat:
    dwelling: str
    state: State
    kind: str = ""
    landlord: str = ""
    rent: Any = None
    since: date | None = None
    free_on: date | None = None
    case: Case | None = None
    """Who lives there or has been offered it, when the reader may know: never somebody with protected identity."""
    without_decision: bool = False
    takeover_by: date | None = None
    now: Stay | None = None
    """The stay that goes on, when the reader may know of it."""
    earlier: list[Stay] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What names the flat in an address: its number may be a street."""
        return salted_hmac("caseload.flats", self.dwelling).hexdigest()[:20]

    @property
    def history(self) -> list[Stay]:
        """The stays that the reader may know of, the newest first."""
        return [*([self.now] if self.now else []), *reversed(self.earlier)]


def flats_for(user: Any, today: date) -> list[Flat]:
    """The flats of the cases that the user may see, the free ones first.

    A flat that somebody else's case fills is shown as lived in, by nobody; one that is known only through somebody with
    protected identity is not shown at all. A flat that was taken over is no longer ours.
    """
    stays = Stay.objects.visible_to(user).select_related("case__person").order_by("started_on", "key")
    stays = stays.exclude(case__person__protection__in=PROTECTED)
    lived: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        lived[stay.dwelling].append(stay)
    offers = _offers(user)
    told = {name for name, cases in offers.items() if not all(case.person.is_protected for case in cases)}
    names = [*lived, *(name for name in offers if name in told - lived.keys())]
    taken = set(_taken(names))
    found = [_flat(name, lived.get(name, []), offers.get(name, []), name in taken, today) for name in names]
    order = list(State)
    return sorted((flat for flat in found if flat), key=lambda flat: (order.index(flat.state), flat.free_on or date.min,
                                                                     flat.dwelling))  # fmt: skip


def flat_for(user: Any, key: str, today: date) -> Flat | None:
    """The flat with the key, when it stands in the user's list."""
    return next((flat for flat in flats_for(user, today) if flat.key == key), None)


def _offers(user: Any) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = defaultdict(list)
    cases = Case.objects.visible_to(user).open().exclude(offered_dwelling="").select_related("person")
    for case in cases.order_by("offered_on", "number"):
        found[case.offered_dwelling].append(case)
    return found


def _taken(names: Iterable[str]) -> Iterable[str]:
    """Those in which anybody lives: asked for all cases, so that a flat is not called free when it is not."""
    everybody = Stay.objects.unscoped("whether a flat is lived in, not by whom")
    return everybody.filter(dwelling__in=list(names), ended_on=None).values_list("dwelling", flat=True)


def _flat(name: str, stays: list[Stay], offers: list[Case], taken: bool, today: date) -> Flat | None:
    last = stays[-1] if stays else None
    waiting = next((case for case in reversed(offers) if case.stage == Stage.OFFERED), None)
    if last and last.ended_on is None:
        return _lived_in(last, stays[:-1], today)
    if taken:
        return Flat(name, State.LIVED_IN, earlier=stays)
    if last and last.end_reason == TAKEN_OVER:
        return None
    flat = Flat(name, State.FREE, earlier=stays)
    if last:
        flat.kind, flat.landlord, flat.rent, flat.free_on = last.kind, last.landlord, last.rent, last.ended_on
    if flat.free_on and flat.free_on > today:
        flat.state = State.SOON
    if waiting:
        flat.case, flat.since = (None if waiting.person.is_protected else waiting), waiting.offered_on
        flat.state = State.OFFERED if flat.state == State.FREE else flat.state
    return flat


def _lived_in(stay: Stay, earlier: list[Stay], today: date) -> Flat:
    return Flat(
        stay.dwelling,
        State.LIVED_IN,
        kind=stay.kind,
        landlord=stay.landlord,
        rent=stay.rent,
        since=stay.started_on,
        case=stay.case,
        without_decision=not stay.decision or (stay.decision_until is not None and stay.decision_until < today),
        takeover_by=stay.takeover_by,
        now=stay,
        earlier=earlier,
    )


def counted(flats: list[Flat]) -> list[tuple[str, int]]:
    """State in words, of several → how many."""
    return [(SEVERAL[state], sum(flat.state == state for flat in flats)) for state in State]
