"""The forms. A form says whether something is readable and complete; the actions say whether it may happen."""

from courses.forms.participants import (
    NEEDS_ORDER,
    ClientForm,
    CodeForm,
    CounterForm,
    KeyedForm,
    NeedsForm,
    require_contact,
)
from courses.forms.staff import AttendanceForm, DecisionForm, OccasionForm, StaffForm

__all__ = [
    "NEEDS_ORDER",
    "AttendanceForm",
    "ClientForm",
    "CodeForm",
    "CounterForm",
    "DecisionForm",
    "KeyedForm",
    "NeedsForm",
    "OccasionForm",
    "StaffForm",
    "require_contact",
]
