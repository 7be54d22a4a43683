"""Changed since you last read, favourites, remarks, the easy twin and read confirmations by version."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Revision

from methods import actions
from methods.actions.confirming import AlreadyAsked
from methods.actions.reading import ANONYMOUS_AN_HOUR
from methods.differences import changes
from methods.models import ChapterPage, Confirmation, Favourite, Reading, ReadRequest, Remark, Version
from portal.models import User

PAGE = "/handboken/parmmetoden/radgivaren/"


@pytest.fixture
def chapter(handbook):
    return ChapterPage.objects.get(slug="radgivaren")


def rewrite(chapter, html):
    """Publish the chapter with another text."""
    page = ChapterPage.objects.get(pk=chapter.pk)
    page.body = [("text", html)]
    page.save_revision().publish()
    return ChapterPage.objects.get(pk=chapter.pk)


def ask(chapter, person, *, since=None, roles=("Boendestödjare",), reason="Ring alltid först."):
    return actions.ask_to_confirm(chapter=chapter, reason=reason, roles=roles, since=since, by=person("mona"))


# Versions


def test_each_publication_that_says_something_new_is_a_version(chapter):
    rewrite(chapter, "<p>Nytt.</p>")
    rewrite(chapter, "<p>Nytt.</p>")

    first, second = chapter.versions.order_by("number")
    assert (first.number, second.number) == (1, 2) and first.digest != second.digest
    assert second.content["parts"] == [{"type": "text", "texts": ["Nytt."], "links": []}] and second.is_intact


def test_a_version_outlives_revisions_and_the_page(chapter, person):
    asked = ask(chapter, person)
    confirmation = actions.confirm(request=asked, seen=chapter.mark_of(), by=person("bo"))
    Revision.objects.filter(object_id=str(chapter.pk)).delete()
    ChapterPage.objects.get(pk=chapter.pk).delete()

    kept = Confirmation.objects.get(pk=confirmation.pk).version
    assert kept.title == "Ring rådgivaren" and kept.is_intact
    kept.content["title"] = "Något annat"
    assert not kept.is_intact


def test_a_version_has_its_number_once(chapter):
    version = chapter.versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(chapter=chapter, number=version.number, content={}, digest="")


# Differences


def content(*texts, title="T"):
    return {"title": title, "summary": "S", "parts": [{"type": "text", "texts": list(texts), "links": []}]}


def test_only_what_differs_is_told():
    found = changes(
        content("Ring före klockan tio.", "Skriv upp svaret.", "Tacka."),
        content("Ring före klockan nio.", "Skriv upp svaret.", "Ta med legitimation när du går."),
    )
    assert [change.kind for change in found] == ["reworded", "added", "removed"]
    assert [(piece.kind, piece.text) for piece in found[0].pieces] == [
        ("same", "Ring före klockan "), ("removed", "tio."), ("added", "nio."),
    ]  # fmt: skip


def test_the_same_text_has_no_changes():
    assert changes(content("A", "B"), content("A", "B")) == []


# Read by a reader


def test_the_page_marks_what_changed_since_it_was_read(chapter, client_of):
    bo = client_of("bo")
    rewrite(chapter, "<p>Ring före tio.</p><p>Skriv upp.</p>")
    bo.post(f"/handbok/last/{chapter.pk}/", {"seen": ChapterPage.objects.get(pk=chapter.pk).mark_of()})
    rewrite(chapter, "<p>Ring före nio.</p><p>Skriv upp.</p>")

    page = bo.get(PAGE).content.decode()

    assert "Sidan har ändrats sedan du läste den" in page
    assert '<p class="is-changed"><span class="visually-hidden">Ändrat: </span>Ring före nio.</p>' in page
    assert "<p>Skriv upp.</p>" in page
    assert "is-changed" not in client_of("sara").get(PAGE).content.decode()
    difference = bo.get(f"/handbok/andrat/{chapter.pk}/").content.decode()
    assert "<del>" in difference and "Skriv upp." not in difference
    assert "</del> <ins>" in difference  # without the space the old word and the new are read as one


def test_a_changed_block_is_marked_as_a_whole(steps, client_of):
    bo = client_of("bo")
    bo.post(f"/handbok/last/{steps.pk}/", {"seen": steps.mark_of()})
    page = ChapterPage.objects.get(pk=steps.pk)
    page.body.raw_data[2]["value"]["title"] = "Så börjar ni"
    page.save_revision().publish()

    text = bo.get("/handboken/parmmetoden/fyra-steg/").content.decode()

    assert text.count("Ändrat sedan du läste") == 1


def test_reading_is_not_noted_for_a_text_that_was_not_shown(chapter, client_of):
    bo, seen = client_of("bo"), chapter.mark_of()
    rewrite(chapter, "<p>Nytt.</p>")

    answer = bo.post(f"/handbok/last/{chapter.pk}/", {"seen": seen}, follow=True)

    assert "Sidan ändrades medan du läste" in answer.content.decode() and not Reading.objects.exists()
    by_script = bo.post(f"/handbok/last/{chapter.pk}/", {"seen": "x"}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert by_script.status_code == 409


def test_reading_a_page_writes_nothing(chapter, client_of):
    client_of("bo").get(PAGE)
    assert not Reading.objects.exists() and chapter.versions.count() == 1


def test_a_page_for_others_is_404(handbook, stranger, client_of):
    hidden = ChapterPage.objects.get(slug="hemlig")
    assert stranger.get(f"/handbok/synpunkt/{hidden.pk}/").status_code == 404
    assert stranger.get(f"/handbok/sparad/{hidden.pk}/").status_code == 404
    assert client_of("bo").get(f"/handbok/sparad/{hidden.pk}/").status_code == 200
    ChapterPage.objects.get(pk=hidden.pk).unpublish()
    for path in ("last", "favorit"):
        assert client_of("sara").post(f"/handbok/{path}/{hidden.pk}/").status_code == 404


def test_favourites_are_chosen_and_let_go(chapter, client_of):
    bo = client_of("bo")
    for _ in range(2):
        bo.post(f"/handbok/favorit/{chapter.pk}/", {"wanted": "1"})
    assert Favourite.objects.count() == 1
    assert "Ring rådgivaren" in bo.get("/handbok/favoriter/").content.decode()
    assert "Mina favoriter" in bo.get("/min-sida/").content.decode()
    bo.post(f"/handbok/favorit/{chapter.pk}/", {"wanted": "0"})
    assert "Du har inga favoriter" in bo.get("/handbok/favoriter/").content.decode()


# Remarks


def test_anybody_can_say_that_something_is_wrong(chapter, stranger, client_of):
    answer = stranger.post(f"/handbok/synpunkt/{chapter.pk}/", {"text": "Numret är fel."}, follow=True)

    # The top of the page: the receipt stands there, and without a script nothing else would bring it into view.
    assert answer.redirect_chain[-1][0] == PAGE and "har kommit till handbokens" in answer.content.decode()
    remark = Remark.objects.get()
    assert remark.by is None and remark.version == chapter.versions.get()
    mona = client_of("mona")
    assert "Numret är fel." in mona.get("/handbok/synpunkter/").content.decode()
    mona.post(f"/handbok/synpunkter/{remark.pk}/", {"answer": "Rättat."})
    mona.post(f"/handbok/synpunkter/{remark.pk}/", {"answer": "Igen."})
    remark.refresh_from_db()
    assert (remark.closed_by.username, remark.answer) == ("mona", "Rättat.")


def test_who_wrote_sees_the_answer(chapter, client_of, person):
    bo = client_of("bo")
    bo.post(f"/handbok/synpunkt/{chapter.pk}/", {"text": "Oklart."})
    actions.close_remark(remark=Remark.objects.get(), answer="Nu står det tydligare.", by=person("mona"))
    assert "Nu står det tydligare." in bo.get("/min-sida/").content.decode()


@pytest.mark.parametrize(("text", "sentence"), [("", "Skriv vad som är fel"), ("x" * 2001, "högst 2000 tecken")])
def test_a_wrong_remark_is_told_and_kept(chapter, stranger, text, sentence):
    answer = stranger.post(f"/handbok/synpunkt/{chapter.pk}/", {"text": text, "why": "Lagen."})
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and "Lagen." in page and not Remark.objects.exists()


def test_a_machine_and_a_flood_leave_nothing(chapter, stranger):
    stranger.post(f"/handbok/synpunkt/{chapter.pk}/", {"text": "Köp nu", "webbplats": "x"})
    assert not Remark.objects.exists()
    version = chapter.versions.get()
    Remark.objects.bulk_create(
        Remark(chapter=chapter, version=version, text=str(number)) for number in range(ANONYMOUS_AN_HOUR)
    )
    answer = stranger.post(f"/handbok/synpunkt/{chapter.pk}/", {"text": "En till"})
    assert answer.status_code == 422 and "Försök igen senare" in answer.content.decode()


# Easy twin


def test_the_twins_link_to_each_other_and_the_older_one_warns(handbook, stranger):
    original, easy = ChapterPage.objects.get(slug="radgivaren"), ChapterPage.objects.get(slug="lyssna")
    ChapterPage.objects.filter(pk=easy.pk).update(easy_of=original)
    address = "/handboken/samtal/lyssna/"
    assert "Läs sidan på lätt svenska" in stranger.get(PAGE).content.decode()
    assert "Läs den vanliga sidan: Ring rådgivaren" in stranger.get(address).content.decode()

    ChapterPage.objects.filter(pk=easy.pk).update(last_published_at=timezone.now() - timedelta(days=3))
    assert "efter att den här lättlästa sidan skrevs" in stranger.get(address).content.decode()


# Read confirmation


def test_those_concerned_are_asked_and_see_only_the_change(chapter, client_of, person):
    rewrite(chapter, "<p>Ring före tio.</p><p>Skriv upp.</p>")
    new = rewrite(chapter, "<p>Ring före nio.</p><p>Skriv upp.</p>")
    mona = client_of("mona")
    before = chapter.versions.get(number=2)
    fields = {"reason": "Ny tid att ringa.", "roles": ["Boendestödjare"], "since": before.pk}
    assert mona.post(f"/handbok/lasning/ny/{chapter.pk}/", fields).status_code == 302
    asked = ReadRequest.objects.get()
    bo, sara = client_of("bo"), client_of("sara")

    assert "Ny tid att ringa." in bo.get("/min-sida/").content.decode()
    assert "Ny tid att ringa." not in sara.get("/min-sida/").content.decode()
    assert "Läs ändringen och bekräfta" in bo.get(PAGE).content.decode()
    page = bo.get(f"/handbok/lasning/{asked.pk}/").content.decode()
    assert "nio." in page and "Skriv upp." not in page and "Jag har läst" in page
    assert sara.post(f"/handbok/lasning/{asked.pk}/", {"seen": new.mark_of()}).status_code == 403
    for _ in range(2):
        bo.post(f"/handbok/lasning/{asked.pk}/", {"seen": new.mark_of()})

    confirmation = Confirmation.objects.get()
    assert confirmation.version.number == 3 and confirmation.by.username == "bo"
    assert "Ny tid att ringa." not in bo.get("/min-sida/").content.decode()


def test_nobody_confirms_what_they_were_not_shown(chapter, client_of, person):
    asked, seen = ask(chapter, person), chapter.mark_of()
    rewrite(chapter, "<p>Nytt.</p>")
    answer = client_of("bo").post(f"/handbok/lasning/{asked.pk}/", {"seen": seen}, follow=True)
    assert "Sidan ändrades medan du läste" in answer.content.decode() and not Confirmation.objects.exists()


def test_only_significant_changes_ask_again(chapter, person):
    bo = person("bo")
    asked = ask(chapter, person)
    actions.confirm(request=asked, seen=chapter.mark_of(), by=bo)
    newer = rewrite(chapter, "<p>Ett stavfel mindre.</p>")
    assert ReadRequest.objects.waiting_for(bo) == []
    again = ask(newer, person, since=asked.version)
    assert ReadRequest.objects.waiting_for(bo) == [again]
    with pytest.raises(AlreadyAsked):
        ask(newer, person)


def test_the_database_keeps_one_confirmation_for_each_person_and_version(chapter, person):
    asked = ask(chapter, person)
    confirmation = actions.confirm(request=asked, seen=chapter.mark_of(), by=person("bo"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.create(version=asked.version, by=confirmation.by)


def test_a_head_sees_the_own_unit_with_names_and_the_steering_group_all_without(chapter, client_of, person):
    asked = ask(chapter, person, roles=["Boendestödjare", "Familjepedagog"])
    person("fatima")
    actions.confirm(request=asked, seen=chapter.mark_of(), by=person("fatima"))
    person("bo")

    head, steering = (
        client_of(name).get(f"/handbok/lasning/{asked.pk}/").content.decode() for name in ("eva", "stig")
    )

    assert "Boendeenheten" in head and "Bo Boendestödjare" in head and "Barn och ungdom" not in head
    assert "Barn och ungdom" in steering and "100,0\u00a0%" in steering and "Bo Boendestödjare" not in steering
    assert "0 av 1 har bekräftat" in client_of("eva").get("/min-sida/").content.decode()
    assert client_of("bo").get("/handbok/lasning/").status_code == 403


def test_bad_requests_for_confirmation_are_told(chapter, client_of):
    mona, address = client_of("mona"), f"/handbok/lasning/ny/{chapter.pk}/"
    page = mona.post(address, {"reason": "", "roles": ["Kung"], "since": "999"})
    text = page.content.decode()
    assert page.status_code == 422 and "Skriv en mening om" in text and "Rollen Kung finns inte" in text
    assert not ReadRequest.objects.exists() and User.objects.count() == 1
