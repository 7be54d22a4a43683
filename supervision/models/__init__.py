from supervision.models.agreements import Agreement, AgreementChange
from supervision.models.choices import Form, Kind
from supervision.models.confirmations import IdentityConfirmation
from supervision.models.digests import Digest
from supervision.models.groups import Group, Membership, Supervisor
from supervision.models.planned import PlannedSession
from supervision.models.questions import Question, QuestionEvent
from supervision.models.ratings import MiRating, RatingShare
from supervision.models.sessions import Addition, ChapterMention, LockedLog, SupervisionSession, Theme
from supervision.models.suggestions import Suggestion

__all__ = [
    "Addition",
    "Agreement",
    "AgreementChange",
    "ChapterMention",
    "Digest",
    "Form",
    "Group",
    "IdentityConfirmation",
    "Kind",
    "LockedLog",
    "Membership",
    "MiRating",
    "PlannedSession",
    "Question",
    "QuestionEvent",
    "RatingShare",
    "Suggestion",
    "SupervisionSession",
    "Supervisor",
    "Theme",
]
