"""What a submission would do, tried before it is stored: the same fold, the same writing, and then rolled back."""

from typing import Any

from forms import actions
from forms.models import FormVersion


def faults(version: FormVersion, answers: dict[str, Any], about: str, by: Any) -> list[str]:
    """Swedish sentences that say why the form can't be carried out; an empty list when it can."""
    return actions.trial(version=version, answers=answers, about=about, by=by)
