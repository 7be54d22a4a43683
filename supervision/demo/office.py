"""Two groups, their past sessions and some questions, written through the same actions that people use."""

import uuid
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from portal.models import Unit, User
from portal.workdays import same_or_next_weekday
from supervision import actions
from supervision.models import Group, MiRating, Theme

NAMESPACE = uuid.UUID("68616e64-6c65-646e-696e-672d64656d6f")
TUESDAY, THURSDAY = 1, 3
GROUPS = (
    ("Pärmgruppen", "rut", ("bo", "anna", "fatima"), 3, "parmmetoden", TUESDAY),
    ("Samtalsgruppen", "hanna", ("bo", "anna", "lotta", "sara"), 4, "mi", THURSDAY),
)
NOTES = (
    "Vi pratade om när man går vidare från att sortera till att betala. Slutsats: vänta inte in en perfekt pärm.",
    "Hur gör vi när någon annan i hushållet öppnar posten? Vi provade två sätt att fråga utan att skuldbelägga.",
    "Gränsen mot rådgivning: flera hade fått frågan om avbetalningsplan. Vi läste sidan om när man ringer rådgivaren.",
    "Läxor som inte blir gjorda. Mindre steg, och att personen själv väljer.",
    "Skalfrågor i köket. Det fungerar när man frågar varför inte lägre.",
)
# Helhet, frågor, enkla reflektioner, komplexa reflektioner.
SCORES = ((2, 16, 6, 1), (3, 14, 7, 3), (3, 12, 8, 4), (4, 9, 7, 6), (4, 8, 7, 9))
AGREED = (
    "Prova veckobladet i två hem",
    "Ta med exempel på kassakalender",
    "Skriva förslag till handboken om oöppnad post",
)


def load() -> None:
    if Group.objects.unscoped("is the demo there").exists():
        return
    today = timezone.localdate()
    for name, leader, members, weeks, theme, weekday in GROUPS:
        group = _group(name, leader, members, weeks, today)
        following = today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
        for number in range(5):
            _session(group, User.objects.get(username=leader), number, weeks, theme, following)
        actions.plan_series(
            group=group, first=same_or_next_weekday(following), weeks=weeks, number=3, starts=group.usual_start,
            ends=group.usual_end, place="Sammanträdesrummet", by=User.objects.get(username="arvid"),
        )  # fmt: skip
    _questions()
    _ratings(today)
    for recipient in actions.recipients():
        actions.make_digest(recipient=recipient, week=today - timedelta(days=7))


def _people(usernames: tuple[str, ...]) -> list[User]:
    return list(User.objects.filter(username__in=usernames).order_by("username"))


def _group(name: str, leader: str, members: tuple[str, ...], weeks: int, today: date) -> Group:
    group = Group(
        name=name, unit=Unit.objects.get(key="boende"), parties="Handledaren, gruppen och arbetsledaren",
        purpose="Bli tryggare i metoden och hitta sätt att komma vidare när det kör fast.", interval_weeks=weeks,
        usual_start=time(13, 0), usual_end=time(14, 30), starts_on=today - timedelta(weeks=30),
        secrecy="Det som sägs stannar i gruppen. Teman får gå vidare till arbetsledaren, aldrig vem som sa vad.",
        documented="Teman, slutsatser och överenskommelser. Inget som pekar ut en klient.",
        evaluation="Efter åtta pass, tillsammans med arbetsledaren.",
    )  # fmt: skip
    return actions.set_up_group(
        group=group, supervisors=_people((leader,)), members=_people(members), by=User.objects.get(username="arvid")
    )


def _session(group: Group, leader: User, number: int, weeks: int, theme: str, following: date) -> None:
    """One of the past sessions; `following` is the day of the next one."""
    day, after = (same_or_next_weekday(following - timedelta(weeks=weeks * (5 - number - later))) for later in (0, 1))
    people = list(group.people_on(day))
    values: dict[str, Any] = {
        "date": day, "starts": group.usual_start, "ends": group.usual_end, "kind": group.kind, "form": group.form,
        "guests": "", "notes": NOTES[number], "method_change": "", "next_date": after,
        "participants": people, "themes": Theme.objects.filter(key=theme), "chapters": [],
        "closes_agreements": group.agenda().agreements[:1],
    }  # fmt: skip
    agreed = {"what": AGREED[number % 3], "who": people[number % len(people)], "due_on": after}
    session = actions.save_draft(group=group, values=values, agreements=[agreed], by=leader)
    actions.sign(session=session, by=leader)


def _ratings(today: date) -> None:
    """Bo's own scores over half a year; he has shared the newest with Rut."""
    people = {user.username: user for user in _people(("bo", "rut"))}
    for number, (whole, questions, simple, deep) in enumerate(SCORES):
        rating = MiRating(
            date=today - timedelta(weeks=5 * (len(SCORES) - number)), minutes=20, cultivating=whole - 1, softening=whole,
            partnership=whole, empathy=whole, information=4, questions=questions, simple_reflections=simple,
            complex_reflections=deep, affirmations=number, collaboration=1, autonomy=number // 2, persuading=3 - number // 2,
        )  # fmt: skip
        rating = actions.rate(rating=rating, key=uuid.uuid5(NAMESPACE, f"mi {number}"), by=people["bo"])
    actions.share(rating=rating, shared_with=people["rut"], by=people["bo"])


def _questions() -> None:
    asked = (
        ("bo", "Får jag följa med till banken och prata om ett lån, eller är det rådgivning?", True),
        ("anna", "Hur länge fortsätter man med läxor när pärmen fungerar?", False),
    )
    for username, text, urgent in asked:
        actions.ask(
            key=uuid.uuid5(NAMESPACE, text), text=text, is_urgent=urgent, wanted_form="", group=None,
            by=User.objects.get(username=username),
        )  # fmt: skip
