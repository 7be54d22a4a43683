"""Amounts with their dates, shared texts, checks before publishing, reminders, and the leader's page."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Workflow

from methods import actions
from methods.accessibility import faults
from methods.actions.versions import keep_versions_of_new_amounts
from methods.content.workflow import NAME
from methods.models import Amount, AmountValue, ChapterPage, SessionNote, SharedText
from portal import post
from portal.models import AuditEvent, User

PAGE = "/handboken/parmmetoden/radgivaren/"


@pytest.fixture
def chapter(handbook):
    return ChapterPage.objects.get(slug="radgivaren")


@pytest.fixture
def norm(db):
    amount = Amount.objects.create(key="norm", title="Riksnorm", unit="kronor i månaden")
    AmountValue.objects.create(amount=amount, value="3900", valid_from=date(2025, 1, 1), source="Förordning A")
    AmountValue.objects.create(amount=amount, value="4000.50", valid_from=date(2026, 1, 1), source="Förordning B")
    return amount


def publish(chapter, *body):
    page = ChapterPage.objects.get(pk=chapter.pk)
    page.body = list(body)
    page.save_revision().publish()
    return ChapterPage.objects.get(pk=chapter.pk)


@pytest.mark.parametrize(
    ("day", "shown", "not_shown"),
    [
        ("2025-06-01", "3\u00a0900 kronor i månaden", "Tidigare belopp"),
        ("2026-06-01", "4\u00a0000,50 kronor i månaden", "saknas"),
        ("2024-12-31", "Beloppet saknas än så länge", "Tidigare belopp"),
    ],
)
def test_a_page_shows_the_amount_of_the_day_and_since_when(chapter, norm, stranger, day, shown, not_shown):
    publish(chapter, ("amount", norm))
    with time_machine.travel(f"{day}T12:00Z", tick=False):
        page = stranger.get(PAGE).content.decode()
    assert shown in page and not_shown not in page


def test_a_new_amount_is_told_before_and_kept_after(chapter, norm, stranger):
    publish(chapter, ("amount", norm))
    with time_machine.travel("2025-12-01T12:00Z", tick=False):
        assert "Från 1 januari 2026 gäller" in stranger.get(PAGE).content.decode().replace("\u00a0", " ")
    with time_machine.travel("2026-02-01T12:00Z", tick=False):
        page = stranger.get(PAGE).content.decode()
    assert "Tidigare belopp" in page and "Förordning A" in page and "Källa: Förordning B" in page


def test_an_amount_has_one_value_a_day(norm):
    with pytest.raises(IntegrityError), transaction.atomic():
        AmountValue.objects.create(amount=norm, value="1", valid_from=date(2026, 1, 1), source="C")


def test_a_new_amount_makes_a_new_version_of_each_page_that_shows_it(
    chapter, norm, django_capture_on_commit_callbacks
):
    publish(chapter, ("amount", norm))
    other = ChapterPage.objects.get(slug="lyssna")
    before = chapter.versions.count(), other.versions.count()
    with django_capture_on_commit_callbacks(execute=True):
        AmountValue.objects.create(amount=norm, value="5000", valid_from=timezone.localdate(), source="C")

    assert (chapter.versions.count(), other.versions.count()) == (before[0] + 1, before[1])
    assert keep_versions_of_new_amounts() == 1 and chapter.versions.count() == before[0] + 1


def test_an_amount_that_begins_later_makes_its_version_on_its_day(chapter, norm):
    publish(chapter, ("amount", norm))
    count = chapter.versions.count()
    tomorrow = timezone.now() + timedelta(days=1)
    AmountValue.objects.create(amount=norm, value="5000", valid_from=timezone.localdate(tomorrow), source="C")
    with time_machine.travel(tomorrow, tick=False):
        keep_versions_of_new_amounts()
    assert chapter.versions.count() == count + 1


def test_a_shared_text_stands_on_each_page_that_shows_it(chapter, stranger):
    shared = SharedText.objects.create(title="Om avhysning", text="<p>Vid avhysning ringer du.</p>")
    publish(chapter, ("shared_text", shared))
    SharedText.objects.filter(pk=shared.pk).update(text="<p>Vid avhysning ringer du direkt.</p>")
    page = stranger.get(PAGE).content.decode()
    assert "ringer du direkt" in page and 'class="term"' in page


def test_what_is_used_says_so_before_it_is_deleted(chapter, norm, client_of):
    publish(chapter, ("amount", norm))
    mona = client_of("mona")
    snippet = mona.get(reverse("wagtailsnippets_methods_amount:delete", args=[norm.pk])).content.decode()
    linked = ChapterPage.objects.get(slug="lyssna")
    publish(chapter, ("text", f'<p><a linktype="page" id="{linked.pk}">Lyssna</a></p>'))
    page = client_of("mats").get(reverse("wagtailadmin_pages:delete", args=[linked.pk])).content.decode()
    assert "usage" in snippet and "refererad" in snippet.lower() + page.lower()


# Checks


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ('<p>Läs <a href="https://a.se">här</a>.</p>', "säger inte vart den leder"),
        ('<p><a href="https://a.se">https://a.se</a></p>', "är en adress"),
        ('<p><a href="https://a.se"></a></p>', "har ingen text"),
        ("<h3>Under</h3><p>Text.</p>", "står före den första rubriken"),
    ],
)
def test_what_shuts_readers_out_is_found(chapter, html, sentence):
    found = faults(publish(chapter, ("text", html)).body)
    assert len(found) == 1 and sentence in str(found[0])


def test_a_good_text_has_no_fault(steps):
    assert faults(steps.body) == []


def test_a_draft_may_have_faults_but_may_not_be_published(chapter, client_of):
    page = publish(chapter, ("text", '<p>Läs <a href="https://a.se">här</a>.</p>'))
    mats, address = client_of("mats"), reverse("wagtailadmin_pages:edit", args=[page.pk])
    fields = {
        "title": page.title, "slug": page.slug, "summary": "Ny.", "access": "public", "owner_unit": "Metodstöd",
        "review_months": "6", "review_on": "2030-01-01", "ways_on-count": "0", "body-count": "1",
        "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "",
        "body-0-value": '{"blocks":[{"key":"a","text":"Läs här.","type":"unstyled","depth":0,"inlineStyleRanges":[],'
        '"entityRanges":[{"key":0,"offset":4,"length":3}]}],"entityMap":{"0":{"type":"LINK","mutability":"MUTABLE",'
        '"data":{"url":"https://a.se"}}}}',
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0",
    }  # fmt: skip
    refused = mats.post(address, fields | {"action-publish": "1"})
    assert refused.status_code == 200
    assert "säger inte vart den leder" in str(refused.context["form"].errors["body"].as_data())
    assert ChapterPage.objects.get(pk=page.pk).summary != "Ny."
    mats.post(address, fields)
    assert ChapterPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary == "Ny."


def test_links_that_lead_nowhere_are_listed(chapter, client_of):
    gone, hidden = (ChapterPage.objects.get(slug=slug) for slug in ("lyssna", "hemlig"))
    publish(
        chapter,
        ("text", f'<p><a linktype="page" id="{gone.pk}">Ett</a> <a linktype="page" id="{hidden.pk}">Två</a></p>'),
    )
    hidden.unpublish()
    gone.delete()
    page = client_of("mona").get("/handbok/kontroll/").content.decode()
    assert "en sida som är borttagen" in page and "Säkerhet för personal" in page
    assert client_of("bo").get("/handbok/kontroll/").status_code == 403


def test_the_handbook_has_a_workflow_that_is_made_once(handbook):
    from methods.content.loader import load

    load(handbook)
    workflow = Workflow.objects.get(name=NAME)
    assert ChapterPage.objects.first().get_workflow() == workflow
    group = workflow.tasks[0].specific.groups.get()
    assert group == Group.objects.get(name="Metodansvarig")


# Reminders


def test_one_reminder_for_each_chapter_and_date(chapter, person, settings):
    settings.MAIL_IS_ON = True
    mona = person("mona")
    User.objects.filter(pk=mona.pk).update(email="mona@example.se")
    ChapterPage.objects.update(review_on=timezone.localdate() + timedelta(days=60))
    ChapterPage.objects.filter(pk=chapter.pk).update(review_on=timezone.localdate() + timedelta(days=20))

    assert (actions.remind_of_reviews(), actions.remind_of_reviews()) == (1, 0)
    message = post.Message.objects.get(kind="review")
    assert message.to == "mona@example.se" and "Ring rådgivaren" in message.body and PAGE in message.body
    ChapterPage.objects.filter(pk=chapter.pk).update(review_on=timezone.localdate() + timedelta(days=21))
    assert actions.remind_of_reviews() == 1


def test_the_responsible_person_is_reminded_before_others(chapter, person, settings):
    settings.MAIL_IS_ON = True
    for name in ("mona", "sara"):
        User.objects.filter(pk=person(name).pk).update(email=f"{name}@example.se")
    ChapterPage.objects.update(review_on=timezone.localdate() + timedelta(days=60))
    ChapterPage.objects.filter(pk=chapter.pk).update(review_on=timezone.localdate(), responsible=person("sara"))
    actions.remind_of_reviews()
    assert post.Message.objects.get(kind="review").to == "sara@example.se"


def test_without_mail_or_receiver_nothing_is_queued(chapter, person, settings):
    ChapterPage.objects.update(review_on=timezone.localdate())
    settings.MAIL_IS_ON = True
    assert actions.remind_of_reviews() == 0
    User.objects.filter(pk=person("mona").pk).update(email="mona@example.se")
    settings.MAIL_IS_ON = False
    assert actions.remind_of_reviews() == 0


# The leader's page


def form(**changes):
    return {
        "on": timezone.localdate().isoformat(),
        "part_0": "done",
        "part_1": "changed",
        "learned": "Mer tid.",
    } | changes


def test_a_leader_follows_the_plan_and_fills_in_the_checklist(steps, client_of):
    karin, address = client_of("karin"), f"/handbok/traff/{steps.pk}/"
    page = karin.get(address, {"start": "13.00"}).content.decode()
    assert "kl. 13.00" in page and "kl. 13.20" in page and "60 minuter i 2 delar" in page
    assert "Vad tar du med dig?" in page and "Jag vet mitt nästa steg." in page

    for learned in ("Mer tid.", "Mycket mer tid."):
        assert karin.post(address, form(learned=learned)).status_code == 302
    note = SessionNote.objects.get()
    assert (note.by.username, note.learned, note.summary) == ("karin", "Mycket mer tid.", "1 av 2 delar som planerat")
    assert note.parts[1] == {"title": "Öva", "minutes": 40, "mark": "changed"} and note.version.chapter == steps
    assert AuditEvent.objects.filter(target_kind="session_note").count() == 2
    assert "Mycket mer tid." in karin.get(address).content.decode()


@pytest.mark.parametrize("typed", ["9", "9.00", "09:00", "0900", " 9 00 "])
def test_the_beginning_is_understood_as_people_write_it(steps, client_of, typed):
    page = client_of("karin").get(f"/handbok/traff/{steps.pk}/", {"start": typed}).content.decode()

    assert "kl. 09.00" in page and "kl. 09.20" in page and "Skriv ett klockslag" not in page


@pytest.mark.parametrize("typed", ["25", "9.75", "efter lunch", '"><script>', "9" * 3000])
def test_a_beginning_that_is_no_time_gets_a_sentence_and_is_kept(steps, client_of, typed):
    page = client_of("karin").get(f"/handbok/traff/{steps.pk}/", {"start": typed}).content.decode()

    assert "Skriv ett klockslag, till exempel 13.00." in page and "kl. " not in page.split("<ol")[-1]
    assert f'value="{escape(typed[:20])}"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"on": "2999-01-01"}, "har inte varit än"),
        ({"on": "igår"}, "Skriv dagen som"),
        ({"on": "1066-01-01"}, "från 2020"),
        ({"part_1": ""}, "Välj hur det gick"),
        ({"part_0": "hack"}, "Välj ett av svaren"),
        ({"learned": "x" * 1001}, "högst 1000 tecken"),
    ],
)
def test_a_wrong_checklist_is_told_and_kept(steps, client_of, changes, sentence):
    answer = client_of("karin").post(f"/handbok/traff/{steps.pk}/", form(**{"learned": "Mer tid."} | changes))
    assert answer.status_code == 422 and sentence in answer.content.decode() and not SessionNote.objects.exists()


def test_the_leaders_page_is_for_leaders_and_for_pages_with_a_plan(steps, chapter, client_of):
    assert client_of("bo").get(f"/handbok/traff/{steps.pk}/").status_code == 403
    assert client_of("karin").get(f"/handbok/traff/{chapter.pk}/").status_code == 404
    page = client_of("karin").get("/handboken/parmmetoden/fyra-steg/").content.decode()
    assert "Ledarens sida och checklista" in page
    assert "Ta upp det här i handledning" in page and f"?sida={steps.pk}" in page


def test_a_chosen_way_on_is_shown_to_those_who_may_follow_it(chapter, client_of, stranger):
    ways = [ChapterPage.objects.get(slug=slug) for slug in ("lyssna", "hemlig")]
    page = ChapterPage.objects.get(pk=chapter.pk)
    page.ways_on = [("page", way) for way in ways]
    page.save_revision().publish()
    assert "Säkerhet för personal" not in stranger.get(PAGE).content.decode()
    public = stranger.get(PAGE).content.decode()
    assert "Gå vidare" in public and "/samtal/lyssna/" in public
    assert "Säkerhet för personal" in client_of("bo").get(PAGE).content.decode()
