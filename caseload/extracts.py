"""The person's own papers: everything that is kept (registerutdrag), and who has read it. As plain texts for printing.

Law: artikel 15 dataskyddsförordningen (2016/679). Somebody with protected identity gets the paper in the hand, so it
says what the other papers say: name, number and place are covered in it too.
"""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from caseload import unopened
from caseload.models import Case, Person
from caseload.permissions import submissions_about
from forms import concealing
from forms.models import Submission
from forms.templatetags.answers import row_texts, text_of
from portal.models import AuditEvent, User
from portal.templatetags.swedish import datum, klockan, langdatum

NOBODY = "Utan inloggning"


def everything_about(cases: list[Case], by: Any) -> dict[str, Any]:
    """All that was sent about the person's cases, in its own words, with what has been corrected and withdrawn, and
    openings that name the person and have not become a case.

    `by` gives it out: what the one who gives it out may not read is not in it.
    """
    person = cases[0].person
    numbers = [case.number for case in cases]
    found = Submission.objects.unscoped("the person's own extract; the cases were fetched with access")
    about = submissions_about(numbers) | Q(pk__in=unopened.naming({person.pk}))
    sent = list(found.filter(about).select_related("version", "root").in_order())
    concealing.mark(sent, by)
    return {
        **_head(person, cases),
        "title": "Registerutdrag",
        "submissions": [_submission(each) for each in sent],
    }


def _submission(submission: Submission) -> dict[str, Any]:
    said = (
        ""
        if submission.kind == Submission.Kind.NEW
        else f" ({submission.get_kind_display()}: {concealing.reason(submission)})"
    )
    return {
        "title": f"{submission.version.title}{said}",
        "sent": f"{datum(submission.received_at)} {klockan(submission.received_at)}, "
        f"{submission.actor_name or 'utan inloggning'}, kvitto {submission.receipt}",
        "answers": [[item["question"].label, _text(item)] for item in concealing.shown(submission)],
    }


def _text(item: dict[str, Any]) -> str:
    """An answer in the words of its form, as the submission's own page has it; of rows each cell with its column."""
    question, value = item["question"], item["value"]
    if question.type != "rows":
        return "" if value is None else text_of(question, value)
    labels = [column.label for column in question.columns]
    told = [
        ", ".join(f"{label}: {text}" for label, text in zip(labels, row, strict=True) if text)
        for row in row_texts(item)
    ]
    return "; ".join(told)


def readers_of(cases: list[Case], by: Any) -> dict[str, Any]:
    """Who has opened, printed or changed something in the person's cases, and on what ground, newest first."""
    numbers = [case.number for case in cases]
    found = Submission.objects.unscoped("receipts of the person's cases, which were fetched with access")
    receipts = found.filter(submissions_about(numbers)).values_list("receipt", flat=True)
    kinds = ["case", "submission", "protected", "file", "case_access"]
    events = list(AuditEvent.objects.filter(target_kind__in=kinds, target__in={*numbers, *receipts})[:2000])
    names = {each.username: str(each) for each in User.objects.filter(username__in={each.actor for each in events})}
    return {
        **_head(cases[0].person, cases),
        "title": "Vem har läst",
        "rows": [
            [f"{datum(each.at)} {klockan(each.at)}", _who(each.actor, names), each.roles,
             each.get_action_display(), each.target, each.reason if each.target_kind == "case" else ""]
            for each in events
        ],
    }  # fmt: skip


def _who(actor: str, names: dict[str, str]) -> str:
    return NOBODY if actor == "-" else names.get(actor, actor)


def _head(person: Person, cases: list[Case]) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "name": person.shown_name,
        "number": "" if person.is_protected else person.masked_number,
        "cases": [[case.number, case.get_kind_display(), datum(case.opened_on)] for case in cases],
        "printed": f"{langdatum(now)} {klockan(now)}",
    }
