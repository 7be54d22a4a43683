"""The boskola groups, for papers that others print: only what the public course pages say too."""

from django.utils import timezone

from courses import slips
from courses.models import Occasion
from portal import client_groups
from portal.templatetags.swedish import langdatum


def register() -> None:
    client_groups.register("courses", client_groups.Groups(choices, times))


def choices() -> list[tuple[str, str]]:
    open_now = Occasion.objects.for_clients().filter(state=Occasion.State.OPEN).upcoming().select_related("course")
    return [(str(each.pk), f"{each.course.title}, {_beginning(each)}, {each.place}") for each in open_now]


def _beginning(occasion: Occasion) -> str:
    return f"{'började' if occasion.has_begun else 'börjar'} {langdatum(occasion.starts_at)}"


def times(key: str, language: str) -> list[str]:
    """A line for each meeting that has not been, with the day as it is written in the language."""
    words = slips.words(language) or slips.words("sv") or {}
    occasion = Occasion.objects.for_clients().filter(pk=key, state=Occasion.State.OPEN).first()
    if occasion is None:
        return []
    comma = "، " if words.get("dir") == "rtl" else ", "
    # The place is written in Swedish letters, which keep their direction among others.
    return [
        comma.join([day["day"], day["time"], f"\u2068{day['place'] or occasion.place}\u2069"])
        for day in slips.days(occasion, words, after=timezone.now())
    ]
