"""Makes the courses' pages from courses.toml, and the texts of messages from messages.toml.

An existing page is the office's own and is left alone."""

import tomllib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from courses.models import CoursePage, CoursePart, CoursesIndexPage, MessageText
from courses.models.texts import all_shipped
from portal.content.pages import publish_below
from portal.models import StartPage

SOURCE = Path(__file__).with_name("courses.toml")


@transaction.atomic
def load() -> None:
    start = StartPage.objects.first()
    if start is None:  # the floor's own content comes first, by order
        return
    source = tomllib.loads(SOURCE.read_text())
    index = publish_below(start, CoursesIndexPage(show_in_menus=True, **source["index"]))
    for fields in source["courses"]:
        # How one registers for boskola is the nämnd's decision: a setting, with the safe choice as default.
        if fields["slug"] == "boskolan":
            fields["kind"] = settings.BOSKOLA_MODE
        parts = [CoursePart(sort_order=number, **part) for number, part in enumerate(fields.pop("parts", []))]
        publish_below(index, CoursePage(parts=parts, **fields))
    for text in all_shipped():
        if not MessageText.objects.filter(kind=text.kind, audience=text.audience).exists():
            text.save()
