"""Own MI scores: nobody else sees them until they are shared, and no longer than that."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.models import AuditEvent
from supervision.models import MiRating, RatingShare
from supervision.models.ratings import COUNTS, GLOBALS

TODAY = timezone.localdate().isoformat()


@pytest.fixture
def scores():
    return {
        "key": str(uuid.uuid4()), "date": TODAY, "minutes": "20", **dict.fromkeys(GLOBALS, "4"), **dict.fromkeys(COUNTS, "2"),
    }  # fmt: skip


@pytest.fixture
def rating(client_of, scores, group):
    client_of("bo").post("/handledning/mi/ny/", scores | {"empathy": "3", "complex_reflections": "6"})
    return MiRating.objects.unscoped("test").get()


def test_the_sums_are_those_of_the_manual(rating):
    assert (rating.relational, rating.technical) == (3.5, 4)
    assert (rating.complex_share, rating.reflections_per_question) == (0.75, 4)
    assert (rating.adherent, rating.non_adherent) == (6, 4)
    empty = MiRating()
    assert (empty.complex_share, empty.reflections_per_question) == (None, None)


def test_sending_twice_is_one_rating(client_of, scores):
    for _ in range(2):
        assert client_of("bo").post("/handledning/mi/ny/", scores).status_code == 302
    assert MiRating.objects.unscoped("test").count() == 1

    client_of("anna").post("/handledning/mi/ny/", scores)
    assert MiRating.objects.unscoped("test").count() == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"empathy": "6"}, "giltigt alternativ"),
        ({"empathy": ""}, "obligatoriskt"),
        ({"questions": "-1"}, "större"),
        ({"questions": "301"}, "mindre"),
        ({"minutes": "0"}, "större"),
        ({"date": "2999-01-01"}, "Datumet kan inte ligga framåt i tiden."),
        ({"date": "x"}, "giltigt datum"),
    ],
)
def test_what_can_not_be_right_is_said_and_kept(client_of, scores, change, sentence):
    response = client_of("bo").post("/handledning/mi/ny/", scores | {"information": "17"} | change)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="17"' in response.content.decode()
    assert MiRating.objects.unscoped("test").count() == 0


def test_the_database_refuses_scores_outside_the_scale(rating):
    with pytest.raises(IntegrityError), transaction.atomic():
        MiRating.objects.unscoped("test").update(empathy=6)


def test_there_is_no_field_for_words():
    """Only dates and numbers, so that no client can be in it."""
    kinds = {field.get_internal_type() for field in MiRating._meta.fields}

    assert kinds.isdisjoint({"CharField", "TextField", "JSONField"})


@pytest.mark.parametrize("username", ["anna", "rut", "arvid", "eva", "hanna", "samir"])
def test_nobody_else_sees_it(client_of, rating, username):
    client = client_of(username)

    assert client.get(f"/handledning/mi/{rating.pk}/").status_code == 404
    assert client.post(f"/handledning/mi/{rating.pk}/", {"shared_with": "1"}).status_code == 404
    assert client.post(f"/handledning/mi/{rating.pk}/ta-bort/").status_code == 404
    assert f"/handledning/mi/{rating.pk}/" not in client.get("/handledning/mi/").content.decode()


def test_it_is_shared_by_choice_and_no_longer(client_of, rating, person):
    url, bo, rut = f"/handledning/mi/{rating.pk}/", client_of("bo"), client_of("rut")
    assert bo.post(url, {"shared_with": person("rut").pk}).status_code == 302
    assert rut.get(url).status_code == 200
    assert url in rut.get("/handledning/mi/").content.decode()
    assert client_of("anna").get(url).status_code == 404
    assert rut.post(url, {"shared_with": person("rut").pk}).status_code == 403

    share = RatingShare.objects.get()
    assert rut.post(f"/handledning/mi/delning/{share.pk}/sluta/").status_code == 404
    assert bo.get(f"/handledning/mi/delning/{share.pk}/sluta/").status_code == 405
    assert bo.post(f"/handledning/mi/delning/{share.pk}/sluta/").status_code == 302
    assert rut.get(url).status_code == 404


def test_others_reading_is_logged_but_not_ones_own(client_of, rating, person):
    url = f"/handledning/mi/{rating.pk}/"
    client_of("bo").post(url, {"shared_with": person("rut").pk})
    client_of("bo").get(url)
    client_of("rut").get(url)

    assert [event.actor for event in AuditEvent.objects.filter(action="read", target_kind="mi_rating")] == ["rut"]
    assert AuditEvent.objects.filter(action="write", target_kind="mi_rating", actor="bo").count() == 1


@pytest.mark.parametrize("username", ["hanna", "arvid", "bo", "anna"])
def test_it_is_shared_only_with_ones_own_supervisor(client_of, rating, person, username):
    response = client_of("bo").post(f"/handledning/mi/{rating.pk}/", {"shared_with": person(username).pk})

    assert response.status_code == 422
    assert RatingShare.objects.count() == 0


def test_a_supervisor_who_is_none_any_more_sees_nothing(client_of, rating, person):
    client_of("bo").post(f"/handledning/mi/{rating.pk}/", {"shared_with": person("rut").pk})
    person("rut").groups.clear()
    client = client_of("rut")

    assert client.get(f"/handledning/mi/{rating.pk}/").status_code in {403, 404}


def test_one_may_take_away_ones_own(client_of, rating):
    url = f"/handledning/mi/{rating.pk}/ta-bort/"
    assert client_of("bo").get(url).status_code == 405
    assert client_of("bo").post(url).status_code == 302
    assert MiRating.objects.unscoped("test").count() == 0


def test_the_list_has_a_chart_with_its_table(client_of, rating):
    page = client_of("bo").get("/handledning/mi/").content.decode()

    assert 'role="img"' in page
    assert '<td class="number">3,5</td>' in page


@pytest.mark.parametrize("page", ["", "ny/", "1/", "1/ta-bort/", "delning/1/sluta/"])
def test_those_who_have_no_handledning_have_no_scores(client_of, page):
    method = "post" if page.endswith(("bort/", "sluta/")) else "get"

    assert getattr(client_of("stig"), method)(f"/handledning/mi/{page}").status_code == 403
