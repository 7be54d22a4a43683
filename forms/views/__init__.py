"""Filling in and receipts; what came in and where it stands; working with what was sent; paper; rules."""

from forms.views.drafts import draft, throw_away_draft
from forms.views.filling import fill_page, page, receipt, receipt_pdf, receipt_url
from forms.views.inbox import deliver_now, due_for_removal, inbox, retry
from forms.views.paper import find_sheet, print_form, sheet
from forms.views.rules import form_rules, rules
from forms.views.submissions import change, export, file, schema, submission, submission_json, submissions, withdraw

__all__ = [
    "change",
    "deliver_now",
    "draft",
    "due_for_removal",
    "export",
    "file",
    "fill_page",
    "find_sheet",
    "form_rules",
    "inbox",
    "page",
    "print_form",
    "receipt",
    "receipt_pdf",
    "receipt_url",
    "retry",
    "rules",
    "schema",
    "sheet",
    "submission",
    "submission_json",
    "submissions",
    "throw_away_draft",
    "withdraw",
]
