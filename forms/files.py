"""The field for files in a form: it holds tokens of what was uploaded already (forms/uploads.py)."""

from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError

MOST_FILES = 10  # in one question
TOKENS = "{}-token"
SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".webp")


class FilesWidget(forms.Widget):
    """Files already received, each with a box to leave it out, and a field for more."""

    template_name = "forms/widgets/files.html"
    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        left_out = set(_list(data, f"{name}-bort"))
        return [token for token in _list(data, TOKENS.format(name)) if token not in left_out]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"uploads": list(_uploads(value or [])), "accept": ",".join(SUFFIXES),
                              "limit": f"{settings.UPLOAD_MAX_MB} MB"}  # fmt: skip
        return context


class FilesField(forms.Field):
    """Cleans to what is stored in the answers: name, type, size and SHA-256 of each file."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=FilesWidget(), **options)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        uploads = list(_uploads(value or []))
        if self.required and not uploads:
            raise ValidationError("Välj en fil.", code="required")
        if len(uploads) > MOST_FILES:
            raise ValidationError(f"Högst {MOST_FILES} filer.", code="many")
        return [upload.as_answer() for upload in uploads]


def _list(data: Any, name: str) -> list[str]:
    return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))


def _uploads(tokens: list[Any]) -> Any:
    known = [each["token"] if isinstance(each, dict) else str(each) for each in tokens]
    return apps.get_model("portal_forms", "Upload").objects.filter(token__in=known[: MOST_FILES * 2]).order_by("pk")
