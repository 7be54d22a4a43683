from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from courses import granted
from courses.models import Attendance, Registration, Session
from portal import audit
from portal.models import User


@transaction.atomic
def mark_attendance(
    *, session: Session, marks: Mapping[Registration, str], by: User, deviation: str | None = None
) -> list[Attendance]:
    """Write one mark a person; an empty mark takes an earlier one away. The same marks again change nothing.

    A guest's mark counts as the session that it stands for in their own series.
    """
    kept = {mark.registration_id: mark for mark in session.attendances.all()}
    guests = dict(session.guest_seats.values_list("registration_id", "number"))
    written = []
    for registration, status in marks.items():
        mark = kept.get(registration.pk)
        if not status:
            if mark:
                mark.delete()
                granted.report(registration, session, None, by)
            continue
        if mark is None or mark.status != status:
            mark, _made = Attendance.objects.update_or_create(
                session=session,
                registration=registration,
                defaults={"status": status, "number": guests.get(registration.pk), "marked_at": timezone.now(),
                          "marked_by": by.username},
            )  # fmt: skip
            granted.report(registration, session, mark, by)
        written.append(mark)
    if deviation is not None and deviation != session.deviation:
        Session.objects.filter(pk=session.pk).update(deviation=deviation)
    audit.record(
        audit.Action.WRITE, by=by, kind="course_occasion", target=str(session.occasion_id), fields=["attendance"]
    )
    return written
