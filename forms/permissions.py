"""Who may do what with one submission."""

from typing import Any

from django.db.models import Q

from forms.models import FormAccess, FormVersion, Submission
from forms.visibility import handling_rules_for


def handled_by(user: Any) -> Any:
    """What the user may correct and withdraw: one's own, what the form's table opens, and what other apps open."""
    allowed = FormAccess.objects.condition(user, FormAccess.Right.HANDLE)
    visible = Submission.objects.visible_to(user)
    return visible.filter(Q(actor=user.username) | handling_rules_for(user) | allowed)


def may_handle(user: Any, submission: Submission) -> bool:
    return handled_by(user).filter(pk=submission.pk).exists()


def exportable_by(user: Any) -> Any:
    return Submission.objects.allowed_to(user, FormAccess.Right.EXPORT)


def forms_exportable_by(user: Any) -> list[str]:
    """The keys of the forms of which the user may take out what was sent."""
    rows = FormAccess.objects.filter(group__user=user, right=FormAccess.Right.EXPORT)
    return sorted(set(rows.values_list("form_key", flat=True)))


def may_fill(user: Any, version: FormVersion) -> bool:
    """Whether a member of staff may fill in the form outside a case."""
    schema = version.read()
    if schema.audience == "public":
        return user.may("forms.fill_staff_forms")
    return schema.audience == "staff" and user.may(schema.permission)
