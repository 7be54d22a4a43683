"""Certificates, the register of who is trained, and what is printed and exported."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from courses.models import Certificate, CoursePart
from portal.models import AuditEvent
from tests.courses.conftest import mark

pytestmark = pytest.mark.django_db


def test_a_certificate_can_be_checked_by_anybody_and_ends_with_the_attendance(completed, client_of, stranger, person):
    answer = client_of("sara").post(f"/kurser/mina/{completed.pk}/intyg/")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert "intyg.pdf" in answer["Content-Disposition"]
    certificate = Certificate.objects.get()
    url, code = "/kurser/intyg/", certificate.code
    assert code not in str(vars(certificate))
    page = stranger.post(url, {"code": code.lower().replace("-", " ")}).content.decode()
    assert "Intyget gäller" in page and "Sara Socialsekreterare" in page and "Pärmmetoden" in page
    assert "Inget giltigt intyg" in stranger.post(url, {"code": "K7WX-3MPT-QR4Y"}).content.decode()
    assert "Skriv koden" in stranger.post(url, {"code": ""}).content.decode()

    client_of("sara").post(f"/kurser/mina/{completed.pk}/intyg/")
    assert Certificate.objects.count() == 1
    mark(completed, completed.occasion, (2,), person("kim"), "absent")
    assert "Inget giltigt intyg" in stranger.post(url, {"code": code}).content.decode()


def test_a_clients_certificate_tells_a_checker_no_name(groups, boskola, stranger, client_of):
    mine, _other, solros = groups
    kim = client_of("kim")
    refused = kim.post(f"/kurser/mina-tillfallen/{mine.pk}/intyg/{solros.pk}/", follow=True).content.decode()
    assert "krävs 3 träffar. Hittills är det 2." in refused and not Certificate.objects.exists()
    boskola.sessions_required = 2
    boskola.save()
    assert kim.post(f"/kurser/mina-tillfallen/{mine.pk}/intyg/{solros.pk}/").content.startswith(b"%PDF")
    page = stranger.post("/kurser/intyg/", {"code": Certificate.objects.get().code}).content.decode()
    assert "Intyget gäller" in page and "Solrosen" not in page


def test_many_wrong_codes_of_certificates_are_stopped(stranger, db):
    for _ in range(60):
        stranger.post("/kurser/intyg/", {"code": "K7WX-3MPT-QR4Y"})
    assert stranger.post("/kurser/intyg/", {"code": "K7WX-3MPT-QR4Y"}).status_code == 429


def test_the_register_says_who_has_what_and_what_has_ended(completed, client_of):
    page = client_of("arvid").get("/kurser/kompetens/").content.decode()
    assert "Sara Socialsekreterare" in page and "gäller till" in page
    assert client_of("sara").get("/kurser/kompetens/").status_code == 403
    with time_machine.travel(timezone.now() + timedelta(days=900), tick=False):
        assert "gick ut" in client_of("arvid").get("/kurser/kompetens/").content.decode()


@pytest.mark.parametrize(("kind", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfNamn;Yrkestitel")])
def test_the_register_and_the_participants_can_be_fetched_and_it_is_logged(completed, client_of, kind, start):
    assert client_of("arvid").get(f"/kurser/kompetens/{kind}/").content.startswith(start)
    url = f"/kurser/mina-tillfallen/{completed.occasion_id}/fil/{kind}/"
    found = client_of("kim").get(url)
    assert found.content[:2] == start[:2] and "attachment" in found["Content-Disposition"]
    assert AuditEvent.objects.filter(action="export").count() == 2
    assert client_of("kim").get(url.replace(kind, "exe")).status_code == 404
    assert client_of("karin").get(url).status_code == 404 and client_of("sara").get(url).status_code == 403


def test_a_name_that_looks_like_a_formula_stays_a_name(boskola, occasion_of, enter, client_of):
    occasion = occasion_of(boskola)
    enter(occasion, '=HYPERLINK("x")')
    text = client_of("kim").get(f"/kurser/mina-tillfallen/{occasion.pk}/fil/csv/").content.decode()
    assert "'=HYPERLINK" in text


@pytest.mark.parametrize("kind", ["narvarolista", "namnskyltar", "packlista"])
def test_the_leaders_papers_are_printed_and_logged(groups, boskola, client_of, kind):
    CoursePart.objects.create(course=boskola, title="Att hyra", goal="Läsa ett kontrakt", materials="Pennor\nPapper")
    url = f"/kurser/mina-tillfallen/{groups[0].pk}/utskrift/{kind}/"
    answer = client_of("kim").get(url)
    assert answer.content.startswith(b"%PDF")
    assert AuditEvent.objects.filter(action="print").exists()
    assert client_of("kim").get(url.replace(kind, "annat")).status_code == 404
    assert client_of("karin").get(url).status_code == 404 and client_of("sara").get(url).status_code == 403


def test_name_tags_have_no_surnames(identified, training, occasion_of, enter, enter_staff):
    from courses.printing import given_name

    assert given_name(enter(occasion_of(identified), "Sol Rosén", phone="070-174 06 05")) == "Sol"
    assert given_name(enter_staff(occasion_of(training), "sara")) == "Sara"


SCORES = {"useful": "5", "clear": "4", "welcome": "5", "practical": "3", "good": "Allt", "better": ""}
