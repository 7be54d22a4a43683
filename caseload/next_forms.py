"""Which forms are closest at hand: by what waits in the case, by its stage, and by where its economy work stands."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from caseload.case_rows import CaseRows
from caseload.models import Case
from caseload.permissions import forms_for, may_read_economy
from caseload.stages import OUTCOMES
from forms.models import FormVersion

AT_HAND = 4

# Which effect does the tasks of a kind.
DOES = {
    "fordela": "take_case",
    "trepartssamtal": "three_party_meeting",
    "kronofogden": "confirm_enforcement",
    "kontakt": "assess",
    "frist": "eviction_step",
    "hembesok": "home_visit",
    "uppfoljning": "follow_up",
    "uppfoljning_6": "follow_up",
    "uppfoljning_18": "follow_up",
    "dialogintervju": "dialogue_interview",
    "planuppfoljning": "follow_up_plan",
    "mal": "tick_steps",
    "ansvar": "complete_tasks",
}
AT_STAGE: dict[str, tuple[str, ...]] = {
    "aktualiserad": ("assess",),
    "bedomning": ("set_stage",),
    "ko": ("offer_home", "leave_queue"),
    "erbjuden": ("move_in",),
    "boende": ("home_visit", "follow_up"),
    "utslussning": ("take_over_lease", "move_out"),
    "uppfoljning": ("follow_up", "close_case"),
    "vilande": ("set_stage",),
    "inkommen": ("assess",),
    "kontaktforsok": ("assess", "eviction_step"),
    "kontakt": ("eviction_step",),
    "pagar": ("eviction_step",),
}
AT_ECONOMY = {
    "ej_paborjad": "three_party_meeting",
    "trepartssamtal_bokat": "three_party_meeting",
    "trepartssamtal_hallet": "debt_review",
    "skuldscanning_pagar": "debt_review",
    "skuldscanning_klar": "work_plan",
    "arbetsplan_aktiv": "follow_up_plan",
    "arbetsplan_uppfoljd": "follow_up_plan",
}


class Offer(NamedTuple):
    form: FormVersion
    why: str


class Forms(NamedTuple):
    at_hand: list[Offer]
    others: list[FormVersion]


def offered(user: Any, case: Case, rows: CaseRows | None = None) -> Forms:
    """The forms that the user may fill in: at most four that are closest at hand, with why, and then the others.

    What the case can't take now (moving out when nobody lives there) is not shown.
    """
    rows = rows or CaseRows(case, user)
    possible = [form for form in forms_for(user, case) if not _impossible(form, rows)]
    at_hand: list[Offer] = []
    for effect, why in _expected(user, case, rows):
        fitting = [form for form in possible if _has(form, effect)]
        if fitting and (form := max(fitting, key=lambda form: _says(form, effect))) not in [
            each.form for each in at_hand
        ]:
            at_hand.append(Offer(form, why))
    at_hand = at_hand[:AT_HAND]
    chosen = [offer.form for offer in at_hand]
    return Forms(at_hand, [form for form in possible if form not in chosen])


def with_effect(forms: Forms, effect: str) -> FormVersion | None:
    """The one among them that has the effect."""
    return next((form for form in [*(each.form for each in forms.at_hand), *forms.others] if _has(form, effect)), None)


def _has(form: FormVersion, effect: str) -> bool:
    return any(binding.effect == effect for binding in form.read().bindings)


def _says(form: FormVersion, effect: str) -> int:
    """How much the form tells the effect: of several forms the one that is most about it."""
    return max(len(each.arguments) for each in form.read().bindings if each.effect == effect)


def _expected(user: Any, case: Case, rows: CaseRows) -> Iterator[tuple[str, str]]:
    """Effects with a reason in words, those that are waited for first."""
    if not case.responsible:
        yield "take_case", "Ärendet har ingen handläggare."
        yield "hand_over", "Ärendet har ingen handläggare."
    for task in rows.open_tasks[:6]:
        if effect := DOES.get(task.kind):
            yield effect, f"Väntar: {task.title}"
    step = case.eviction if case.kind == "eviction" else case.stage
    for effect in AT_STAGE.get(step, ("close_case",) if step in OUTCOMES else ()):
        yield effect, f"Ärendet står på {case.track}."
    if may_read_economy(user) and (effect := AT_ECONOMY.get(case.economy, "")):
        yield effect, f"Ekonomin: {case.get_economy_display()}."


def _impossible(form: FormVersion, rows: CaseRows) -> bool:
    """What there is in the case is asked only when the form needs to know."""
    effects = {binding.effect for binding in form.read().bindings}
    return (
        ("move_in" in effects and _lives(rows))
        or (bool(effects & {"move_out", "take_over_lease"}) and not _lives(rows))
        or ("debt_state" in effects and all(debt.settled_on for debt in rows.debts))
        or (bool(effects & {"tick_steps", "follow_up_plan"}) and not rows.goals)
    )


def _lives(rows: CaseRows) -> bool:
    return any(stay.ended_on is None for stay in rows.stays)
