"""The handbook's part of the demo office: a change to confirm, a remark, favourites, a session that was led, an amount."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.blocks import StreamValue

from methods import actions
from methods.models import Amount, AmountValue, ChapterPage, Favourite, ReadRequest, Remark, SessionNote
from methods.models.tree import months_after
from portal.models import User

ROLES = ("Boendestödjare", "Behandlingsassistent", "Familjepedagog")
REASON = "Hyran betalas alltid först, även när något annat är bråttom. Ring rådgivaren innan ni lovar någon något."
REMARK = "Stycket om autogiro går fort fram. Jag förstod inte vad som händer om pengarna saknas på kontot."
# What the demo office has changed in the chapter that is to be confirmed.
BEFORE = "Öva gärna meningarna i förväg."
AFTER = "Öva gärna meningarna i förväg, och lova ingen något innan ni har ringt rådgivaren."
LEARNED = "Räkneövningen tog tio minuter mer än planerat. Börja den före pausen."

# A price that the bus cards of both pages' examples have; the office and its price list are as invented as Yusuf.
AMOUNT = {"key": "exempel-busskort", "title": "Busskort (påhittat exempel)", "unit": "kronor i månaden"}
SHOWN_ON = ("kassakalendern", "traff-2-ekonomi")
PRICE_LIST = "Demokontorets påhittade prislista"


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
        before = order.versions.first()
        since = before if change_a_sentence(order) else None
        order = ChapterPage.objects.get(pk=order.pk)
        asked = actions.ask_to_confirm(chapter=order, reason=REASON, roles=ROLES, since=since, by=people["mona"])
        actions.confirm(request=asked, seen=order.mark_of(), by=people["anna"])
    if not Favourite.objects.exists():
        actions.choose_favourite(chapter=calendar, wanted=True, by=people["bo"])
    if not Remark.objects.exists():
        actions.remark(chapter=calendar, text=REMARK, by=people["bo"])
    if not SessionNote.objects.exists():
        marks = ["done"] * (len(session.session_plan["parts"]) - 1) + ["changed"]
        on = timezone.localdate() - timedelta(days=14)
        actions.note_session(chapter=session, on=on, marks=marks, learned=LEARNED, by=people["karin"])
    show_example_amount()


def change_a_sentence(chapter: ChapterPage) -> bool:
    """Publish the chapter with other words, so that there is something to confirm; False when they are not there."""
    blocks = chapter.body.get_prep_value()
    changed = [block for block in blocks if block["type"] == "text" and BEFORE in block["value"]]
    if not changed or chapter.has_unpublished_changes:
        return False
    for block in changed:
        block["value"] = block["value"].replace(BEFORE, AFTER)
    chapter.body = StreamValue(chapter.body.stream_block, blocks, is_lazy=True)
    chapter.save_revision().publish()
    return True


def show_example_amount() -> None:
    """An invented amount with what it was and what it will be, on two pages that nobody has begun to change."""
    if Amount.objects.filter(key=AMOUNT["key"]).exists():
        return
    amount = Amount.objects.create(**AMOUNT)
    this_month = timezone.localdate().replace(day=1)
    for value, since in (
        (870, months_after(this_month, -14)),
        (900, months_after(this_month, -2)),
        (940, months_after(this_month, 2)),
    ):
        AmountValue.objects.create(amount=amount, value=value, valid_from=since, source=PRICE_LIST)
    for page in ChapterPage.objects.live().filter(slug__in=SHOWN_ON, has_unpublished_changes=False):
        page.body.append(("amount", amount))
        page.save_revision().publish()
