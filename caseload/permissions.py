"""Who may see what of a case, and which forms they may fill in about it."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from caseload import unopened
from caseload.effects import EFFECTS
from caseload.models import Case
from forms.links import Link
from forms.models import FormVersion, Submission, newest_versions
from forms.schema import Schema


def submissions_about(cases: Any) -> Q:
    """What opened the cases, what corrected or withdrew that, and what was sent about them.

    An opening form has no `about`; a correction of it carries the number of its root.
    """
    return Q(about__in=cases) | Q(receipt__in=cases) | Q(root__receipt__in=cases)


def submissions_visible_to(user: Any) -> Q:
    """What was sent about a case is read by those who may read the case's journal."""
    if not may_read_journal(user):
        return Q(pk__in=[])
    cases = Case.objects.visible_to(user).values("number")
    return Q(about__in=cases) | Q(receipt__in=cases)


def submissions_closed_to(user: Any) -> Q:
    """What was sent about people whom the user is kept away from, even by the user's own hand; also an opening that
    names one of them and stands in no case yet."""
    people = set(Case.objects.all().kept_from(user).values_list("person", flat=True))
    if not people:
        return Q(pk__in=[])
    cases = Case.everything.filter(person__in=people).values("number")
    return submissions_about(cases) | Q(pk__in=unopened.naming(people))


def submissions_handled_by(user: Any) -> Q:
    """What was sent about a case is corrected and withdrawn by those who handle cases and may read this one."""
    return submissions_visible_to(user) if user.may("caseload.handle_case") else Q(pk__in=[])


def place_of_form(version: FormVersion, about: str) -> str | None:
    """Where a form about a case is filled in."""
    return reverse("case_form", args=[about, version.form_key]) if version.read().audience == "case" else None


def link_to_case(user: Any, submission: Submission) -> Link | None:
    """From a submission to the case that it opened or is about, for those who may see the case."""
    numbers = [submission.about, submission.receipt]
    case = Case.objects.visible_to(user).filter(number__in=numbers).first()
    return Link(f"Till ärendet {case.number}", reverse("case", args=[case.number])) if case else None


def may_use_cases(user: Any) -> bool:
    return any(
        user.may(permission)
        for permission in (
            "caseload.read_assigned_cases",
            "caseload.read_unit_cases",
            "caseload.read_open_economy_cases",
        )
    )


def may_search(user: Any) -> bool:
    return user.may("caseload.search_cases")


def may_read_journal(user: Any) -> bool:
    return user.may("caseload.read_journal")


def may_read_economy(user: Any) -> bool:
    return user.may("caseload.read_economy")


# Tasks whose words somebody wrote in a talk about money or in the journal; others are worded by the effects.
JOURNAL_TASKS = ("ansvar", "mal", "oro_barn")


def tasks_shown(user: Any, tasks: Any) -> Any:
    """Of a case's tasks those whose words the user may read: the journal's own only with the journal, or when they
    are the user's."""
    if may_read_journal(user):
        return tasks
    return tasks.filter(~Q(kind__in=JOURNAL_TASKS) | Q(owner=user.username))


def may_see_queue(user: Any) -> bool:
    return user.may("caseload.read_unit_cases") and user.unit_id is not None


def may_assign(user: Any) -> bool:
    return user.may("caseload.assign_case")


def forms_for(user: Any, case: Case) -> list[FormVersion]:
    """The forms about a case that the user may fill in, newest versions, in the order of their keys."""
    if not case.is_open:
        return []
    return [
        version
        for version in newest_versions()
        if (schema := version.read()).audience == "case"
        and user.may(schema.permission)
        and _fits(schema, case)
        and not (_takes(schema) and case.responsible == user.username)
    ]


def _takes(schema: Schema) -> bool:
    """Whether the form makes the one who sends it responsible; those who already are need not be offered it."""
    return any(binding.effect == "take_case" for binding in schema.bindings)


def _fits(schema: Schema, case: Case) -> bool:
    """A form is offered when all that it does makes sense for the kind of case."""
    return all(case.kind in EFFECTS[binding.effect].kinds for binding in schema.bindings if binding.effect in EFFECTS)
