"""The handbook's part of the demo office: a change to confirm, a remark, favourites and a session that was led."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from methods import actions
from methods.models import ChapterPage, Favourite, ReadRequest, Remark, SessionNote
from portal.models import User

ROLES = ("Boendestödjare", "Behandlingsassistent", "Familjepedagog")
REASON = "Hyran betalas alltid först, även när något annat är bråttom. Ring rådgivaren innan ni lovar någon något."
REMARK = "Stycket om autogiro går fort fram. Jag förstod inte vad som händer om pengarna saknas på kontot."
LEARNED = "Räkneövningen tog tio minuter mer än planerat. Börja den före pausen."


@transaction.atomic
def load() -> None:
    people = {user.username: user for user in User.objects.filter(username__in=("bo", "anna", "mona", "karin"))}
    pages = {
        page.slug: page for page in ChapterPage.objects.live().filter(slug__in=("betalordning", "kassakalendern"))
    }
    session = next((page for page in ChapterPage.objects.live() if page.session_plan is not None), None)
    if len(people) < 4 or len(pages) < 2 or session is None:
        return  # the office has made another handbook of it
    order, calendar = pages["betalordning"], pages["kassakalendern"]
    if not ReadRequest.objects.exists():
        asked = actions.ask_to_confirm(chapter=order, reason=REASON, roles=ROLES, since=None, by=people["mona"])
        actions.confirm(request=asked, seen=order.mark_of(), by=people["anna"])
    if not Favourite.objects.exists():
        actions.choose_favourite(chapter=calendar, wanted=True, by=people["bo"])
    if not Remark.objects.exists():
        actions.remark(chapter=calendar, text=REMARK, by=people["bo"])
    if not SessionNote.objects.exists():
        marks = ["done"] * (len(session.session_plan["parts"]) - 1) + ["changed"]
        on = timezone.localdate() - timedelta(days=14)
        actions.note_session(chapter=session, on=on, marks=marks, learned=LEARNED, by=people["karin"])
