"""What courses show on "Min sida" and in the menu."""

from typing import Any

from courses.models import Occasion, Registration
from portal import desk, navigation
from portal.models import User

SHOWN = 5


def register() -> None:
    navigation.register(navigation.Item("Utbildningar", "courses:trainings", "courses.register_self", 40))
    navigation.register(navigation.Item("Anmäl deltagare", "courses:counter", "courses.register_client", 41))
    navigation.register(
        navigation.Item("Mina kurstillfällen", "courses:leader_occasions", "courses.lead_occasions", 42)
    )
    navigation.register(navigation.Item("Kompetens", "courses:competence", "courses.read_competence", 43))
    navigation.register(navigation.Item("Kurssiffror", "courses:figures", "portal.read_unit_figures", 44))
    desk.register(desk.Panel("course-approvals", 30, "courses/panels/approvals.html", approvals))
    desk.register(desk.Panel("led-courses", 35, "courses/panels/led.html", led))
    desk.register(desk.Panel("my-courses", 40, "courses/panels/mine.html", mine))


def mine(user: User) -> dict[str, Any] | None:
    if not user.may("courses.register_self"):
        return None
    active = Registration.objects.of(user).active()
    if not active.exists():  # as for most
        return {"registrations": []}
    held = active.filter(occasion__in=Occasion.objects.upcoming().values("pk"))
    found = held.select_related("occasion__course").prefetch_related("occasion__sessions")
    return {"registrations": sorted(found, key=lambda each: each.occasion.starts_at)}


def approvals(user: User) -> dict[str, Any] | None:
    asked = Registration.objects.asked_of(user).count() if user.may("courses.approve_staff") else 0
    return {"number": asked} if asked else None


def led(user: User) -> dict[str, Any] | None:
    if not user.may("courses.lead_occasions"):
        return None
    coming = Occasion.objects.filter(leader=user).upcoming().with_numbers().select_related("course")
    return {"occasions": coming[:SHOWN]}
