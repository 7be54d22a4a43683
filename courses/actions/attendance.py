from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from courses.models import Attendance, Registration, Session
from portal import audit
from portal.models import User


@transaction.atomic
def mark_attendance(*, session: Session, marks: Mapping[Registration, str], by: User) -> list[Attendance]:
    """Write one mark a person; an empty mark takes an earlier one away. The same marks again change nothing."""
    kept = {mark.registration_id: mark for mark in session.attendances.all()}
    written = []
    for registration, status in marks.items():
        mark = kept.get(registration.pk)
        if not status:
            if mark:
                mark.delete()
            continue
        if mark is None or mark.status != status:
            mark, _made = Attendance.objects.update_or_create(
                session=session,
                registration=registration,
                defaults={"status": status, "marked_at": timezone.now(), "marked_by": by.username},
            )
        written.append(mark)
    audit.record(
        audit.Action.WRITE, by=by, kind="course_occasion", target=str(session.occasion_id), fields=["attendance"]
    )
    return written
