from supervision.models.agreements import Agreement, AgreementChange
from supervision.models.choices import Form, Kind
from supervision.models.confirmations import IdentityConfirmation
from supervision.models.groups import Group, Membership, PlannedSession, Supervisor
from supervision.models.questions import Question, QuestionEvent
from supervision.models.sessions import Addition, ChapterMention, LockedLog, SupervisionSession, Theme
from supervision.models.suggestions import Suggestion

__all__ = [
    "Addition",
    "Agreement",
    "AgreementChange",
    "ChapterMention",
    "Form",
    "Group",
    "IdentityConfirmation",
    "Kind",
    "LockedLog",
    "Membership",
    "PlannedSession",
    "Question",
    "QuestionEvent",
    "Suggestion",
    "SupervisionSession",
    "Supervisor",
    "Theme",
]
