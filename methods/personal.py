"""What a page of the handbook says to one reader: what changed, what to confirm, whether it is a favourite."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from methods.differences import new_texts
from methods.models import ChapterPage, Favourite, Reading, ReadRequest
from methods.permissions import may_lead_sessions
from portal.models import User


@dataclass(frozen=True)
class Mine:
    """`seen` is the hash of what is shown; forms send it back. `marked` are the paragraphs that are new to the reader."""

    seen: str
    is_favourite: bool
    reading: Reading | None
    is_read: bool
    marked: frozenset[str]
    asked: ReadRequest | None

    @property
    def state(self) -> str:
        """What sets this reader's page apart from that of others of the same role."""
        return _state(self.is_favourite, self.reading.version_id if self.reading else 0, self.asked)

    @property
    def is_changed(self) -> bool:
        return self.reading is not None and not self.is_read


def mine(chapter: ChapterPage, user: Any) -> Mine | None:
    """None for those who are not logged in or have no part in the handbook's work."""
    if not user.is_authenticated or not user.may("methods.read_staff_pages") or not chapter.pk:
        return None
    content = chapter.content()
    seen = chapter.mark_of(content)
    reading = Reading.objects.filter(by=user, chapter=chapter).select_related("version").first()
    is_read = reading is not None and reading.version.digest == seen
    return Mine(
        seen=seen,
        is_favourite=Favourite.objects.filter(by=user, chapter=chapter).exists(),
        reading=reading,
        is_read=is_read,
        marked=new_texts(reading.version.content, content) if reading and not is_read else frozenset(),
        asked=next((each for each in ReadRequest.objects.waiting_for(user) if each.chapter == chapter), None),
    )


def ways(chapter: ChapterPage, user: Any) -> dict[str, Any]:
    """Where the reader can go from here in the portal."""
    return {
        "may_ask": user.is_authenticated and user.may("supervision.ask_question"),
        "may_lead": may_lead_sessions(user) and chapter.session_plan is not None,
    }


def states(user: int) -> dict[str, str]:
    """For the kept pages: the chapters that the user has chosen, read or is asked to read, by address."""
    person = User.objects.get(pk=user)
    if not person.may("methods.read_staff_pages"):
        return {}
    chosen = set(Favourite.objects.filter(by=person).values_list("chapter", flat=True))
    read = dict(Reading.objects.filter(by=person).values_list("chapter", "version"))
    asked = {each.version.chapter_id: each for each in ReadRequest.objects.waiting_for(person)}
    chapters = ChapterPage.objects.filter(pk__in=chosen | set(read) | set(asked)).light()
    return {
        urlsplit(chapter.url).path: _state(chapter.pk in chosen, read.get(chapter.pk, 0), asked.get(chapter.pk))
        for chapter in chapters
        if chapter.url
    }


def _state(is_favourite: bool, version: int, asked: ReadRequest | None) -> str:
    state = f"{int(is_favourite)}.{version}.{asked.pk if asked else 0}"
    return "" if state == "0.0.0" else state
