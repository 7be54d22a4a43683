"""The forms. A form says whether something is readable and complete; the actions say whether it may happen."""

from courses.forms.more import (
    AnswerForm,
    CertificateForm,
    CopyForm,
    EvaluationForm,
    GroupMessageForm,
    InsteadForm,
    PlanForm,
    WalkInForm,
)
from courses.forms.participants import (
    NEEDS_ORDER,
    ClientForm,
    CodeForm,
    CounterForm,
    KeyedForm,
    NeedsForm,
    faults_together,
    require_contact,
)
from courses.forms.staff import AttendanceForm, DecisionForm, OccasionForm, StaffForm

__all__ = [
    "NEEDS_ORDER",
    "AnswerForm",
    "AttendanceForm",
    "CertificateForm",
    "ClientForm",
    "CodeForm",
    "CopyForm",
    "CounterForm",
    "DecisionForm",
    "EvaluationForm",
    "GroupMessageForm",
    "InsteadForm",
    "KeyedForm",
    "NeedsForm",
    "OccasionForm",
    "PlanForm",
    "StaffForm",
    "WalkInForm",
    "faults_together",
    "require_contact",
]
