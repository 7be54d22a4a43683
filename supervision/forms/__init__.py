"""The forms of handledning."""

from supervision.forms.groups import GroupForm, SeriesForm, TimeForm
from supervision.forms.logs import AdditionForm, LogForm
from supervision.forms.periods import PeriodForm
from supervision.forms.questions import AnswerForm, QuestionForm, SuggestionAnswerForm
from supervision.forms.ratings import RatingForm, ShareForm

__all__ = [
    "AdditionForm",
    "AnswerForm",
    "GroupForm",
    "LogForm",
    "PeriodForm",
    "QuestionForm",
    "RatingForm",
    "SeriesForm",
    "ShareForm",
    "SuggestionAnswerForm",
    "TimeForm",
]
