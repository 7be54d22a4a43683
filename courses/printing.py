"""What is printed about courses: plain data for the templates in courses/print/."""

from django.urls import reverse

from courses.messages import link
from courses.models import Certificate, Occasion, Registration
from portal.printing import pdf
from portal.templatetags.swedish import datum, klockan, langdatum, tal, veckodag

BLANK_ROWS = 6
TAGS_SPARE = 4


def comers(occasion: Occasion) -> list[Registration]:
    """Those with a place, and guests of some session, by name."""
    placed = list(occasion.registrations.placed().select_related("user"))
    guests = Registration.objects.filter(guest_seats__session__occasion=occasion).select_related("user").distinct()
    return sorted([*placed, *guests], key=lambda registration: registration.name.casefold())


def sign_in_list(occasion: Occasion) -> bytes:
    """Names, a box for each session, and blank rows for those who come without having registered."""
    sessions = [f"{number}. {datum(each.start)}" for number, each in enumerate(occasion.meetings, start=1)]
    return pdf(
        "courses/sign_in",
        {
            "title": f"Närvarolista: {occasion.course.title}",
            "meta": _when_and_where(occasion),
            "sessions": sessions,
            "names": [registration.name for registration in comers(occasion)],
            "blank": BLANK_ROWS,
        },
    )


def name_tags(occasion: Occasion) -> bytes:
    """First names only, large enough to be read across a table, and a few empty ones."""
    names = [given_name(registration) for registration in comers(occasion)]
    return pdf("courses/name_tags", {"title": "Namnskyltar", "names": names + [""] * TAGS_SPARE})


def given_name(registration: Registration) -> str:
    if registration.user is not None:
        return registration.user.first_name or registration.user.username
    return registration.alias.split()[0] if registration.kind == "open_identified" else registration.alias


def materials(occasion: Occasion) -> bytes:
    """What to bring to each session, from the course's own parts, and for how many."""
    parts = list(occasion.course.parts.all())
    found = []
    for number, session in enumerate(occasion.meetings, start=1):
        part = parts[number - 1] if number <= len(parts) else None
        heading = f"Träff {number}: {session.title or (part.title if part else '')}".rstrip(": ")
        found.append(
            {
                "heading": heading,
                "when": f"{veckodag(session.start)} {klockan(session.start)}, {session.place or occasion.place}",
                "goal": part.goal if part else "",
                "things": part.things if part else [],
            }
        )
    placed = occasion.registrations.placed()
    needs = [
        ["Deltagare", str(placed.count())],
        ["Tolk behövs för", str(placed.filter(interpreter=True).count())],
        ["Barnpassning behövs för", str(placed.filter(childcare=True).count())],
    ]
    return pdf("courses/materials", {"title": f"Packlista: {occasion.course.title}", "parts": found, "needs": needs})


def certificate(issued: Certificate) -> bytes:
    """States what was attended and how much of how much; anybody who has the paper can check its code."""
    registration = issued.registration
    occasion = registration.occasion
    attended = sorted(
        (mark.session.start, mark.session)
        for mark in registration.attendances.select_related("session")
        if mark.is_present
    )
    minutes = sum(int((session.end - session.start).total_seconds()) // 60 for _start, session in attended)
    return pdf(
        "courses/certificate",
        {
            "title": "Intyg",
            "name": registration.name,
            "course": occasion.course.title,
            "attended": f"{registration.attended} av {len(occasion.meetings)} träffar",
            "hours": f"{tal(minutes / 60, 0 if minutes % 60 == 0 else 1)} timmar",
            "days": [
                f"{langdatum(start)}{', ' + session.title if session.title else ''}" for start, session in attended
            ],
            "issued": langdatum(issued.issued_at),
            "code": issued.code,
            "check": certificate_address(),
        },
    )


def certificate_address() -> str:
    return link(reverse("courses:check_certificate"))


def _when_and_where(occasion: Occasion) -> list[str]:
    leader = f"Kursledare: {occasion.leader}" if occasion.leader else ""
    return [line for line in (occasion.place, occasion.directions, leader) if line]
