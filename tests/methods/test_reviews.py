"""Who may say that a page was reviewed, what that does, and who is told that it is due."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from methods.actions import mark_reviewed
from methods.models import ChapterPage, Review
from methods.models.tree import months_after
from portal.models import AuditEvent

DUE = "/handbok/granskning/"
CHAPTER = "/handboken/parmmetoden/fyra-steg/"


def address(chapter):
    return f"{DUE}{chapter.pk}/"


def make_due(chapter, days):
    ChapterPage.objects.filter(pk=chapter.pk).update(review_on=timezone.localdate() + timedelta(days=days))


def test_an_editor_reviews_a_page(steps, client_of):
    make_due(steps, -10)
    published = ChapterPage.objects.get(pk=steps.pk).last_published_at

    response = client_of("mona").post(address(steps), {"note": "Läste lagtexten."}, follow=True)

    assert response.redirect_chain == [(f"{CHAPTER}#om-sidan", 302)]
    assert "Granskningen är sparad" in response.content.decode()
    page = ChapterPage.objects.get(pk=steps.pk)
    assert page.review_on == months_after(timezone.localdate(), 6)
    assert page.last_published_at == published
    review = Review.objects.get()
    assert (review.chapter_id, review.by.username, review.on) == (steps.pk, "mona", timezone.localdate())
    assert "Läste lagtexten." in response.content.decode()


def test_it_is_written_in_the_audit_log(steps, person):
    mark_reviewed(chapter=steps, by=person("mona"))

    event = AuditEvent.objects.get(target_kind="chapter")
    assert (event.actor, event.action, event.target, event.fields) == ("mona", "write", str(steps.pk), ["review_on"])


def test_the_new_date_outlives_the_next_edit(steps, person):
    """The editor opens the latest version, which was made before the review."""
    mark_reviewed(chapter=steps, by=person("mona"))

    page = ChapterPage.objects.get(pk=steps.pk).get_latest_revision_as_object()
    page.title = "Fyra steg varje vecka"
    page.save_revision().publish()

    assert ChapterPage.objects.get(pk=steps.pk).review_on == months_after(timezone.localdate(), 6)


def test_the_same_form_sent_twice_is_one_review(steps, client_of):
    mona = client_of("mona")
    mona.post(address(steps), {"note": "Klar."})
    mona.post(address(steps), {"note": " Klar. "})

    assert Review.objects.count() == 1 and AuditEvent.objects.filter(target_kind="chapter").count() == 1


def test_the_database_keeps_one_review_for_each_person_day_and_note(steps, person):
    review = mark_reviewed(chapter=steps, by=person("mona"), note="Klar.")

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(chapter=steps, by=review.by, on=review.on, note="Klar.")


def test_a_reviewed_page_still_follows_its_file(steps, person, handbook):
    from methods.content.loader import load

    mark_reviewed(chapter=steps, by=person("mona"))
    file = handbook / "handbook/10-parmen/01-steg.toml"
    file.write_text(file.read_text().replace("Samla posten", "Samla all post"))
    load(handbook)

    assert ChapterPage.objects.get(pk=steps.pk).search_sections()[1].heading == "Samla all post"


def test_too_long_a_note_is_told_and_kept(steps, client_of):
    response = client_of("mona").post(address(steps), {"note": "x" * 501})

    page = response.content.decode()
    assert response.status_code == 200 and "högst 500 tecken" in page and "x" * 501 in page
    assert not Review.objects.exists()


def test_who_may_not_is_refused(steps, client_of, stranger):
    assert client_of("bo").post(address(steps)).status_code == 403
    assert client_of("bo").get(DUE).status_code == 403
    assert stranger.post(address(steps)).status_code == 302
    assert stranger.get(DUE).status_code == 302
    assert not Review.objects.exists()


def test_a_page_that_is_not_there_or_not_published_is_404(steps, client_of):
    mona = client_of("mona")
    ChapterPage.objects.get(pk=steps.pk).unpublish()

    assert mona.post(address(steps)).status_code == 404
    assert mona.post(f"{DUE}999999/").status_code == 404
    assert mona.post(f"{DUE}{10**25}/").status_code == 404


def test_other_methods_are_refused(steps, client_of):
    assert client_of("mona").get(address(steps)).status_code == 405
    assert client_of("mona").post(DUE).status_code == 405


def test_only_editors_see_the_form(steps, client_of, stranger):
    assert "Granskad i dag" in client_of("mona").get(CHAPTER).content.decode()
    assert "Granskad i dag" not in client_of("bo").get(CHAPTER).content.decode()
    assert "Granskad i dag" not in stranger.get(CHAPTER).content.decode()


def test_the_list_tells_passed_from_coming(handbook, client_of):
    pages = {page.slug: page for page in ChapterPage.objects.all()}
    make_due(pages["fyra-steg"], -1)
    make_due(pages["lyssna"], 30)
    make_due(pages["radgivaren"], 31)

    page = client_of("mona").get(DUE).content.decode()

    passed, coming = page.split("Inom 30 dagar")
    assert "Fyra steg" in passed and "Lyssna" in coming and "Ring rådgivaren" not in page


def test_an_empty_list_says_so(handbook, client_of):
    page = client_of("mona").get(DUE).content.decode()

    assert "Inget datum har passerat." in page and "Ingen sida ska granskas" in page


def test_min_sida_shows_what_changed_and_to_editors_what_is_due(handbook, client_of):
    make_due(ChapterPage.objects.get(slug="lyssna"), -3)

    ordinary, editor = (client_of(name).get("/min-sida/").content.decode() for name in ("bo", "mona"))

    assert "Ändrat i handboken" in ordinary and "Fyra steg" in ordinary and "Att granska" not in ordinary
    assert "Att granska" in editor and "Visa alla sidor att granska (1)" in editor and "/lyssna/#om-sidan" in editor


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 7, 6), 6, date(2027, 1, 6)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 1, 31), 60, date(2031, 1, 31)),
    ],
)
def test_months_end_where_the_month_ends(day, months, expected):
    assert months_after(day, months) == expected
