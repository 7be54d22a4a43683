"""Those who work here: own courses, what a manager approves, and the counter."""

from uuid import uuid4

import pytest
from django.urls import reverse

from courses.models import Move, Registration
from portal.models import AuditEvent


def text(response):
    return response.content.decode()


def staff_answers(**fields):
    return {"key": str(uuid4()), "role": "Provroll", "unit": "Provenhet", **fields}


@pytest.fixture
def half_days(training, occasion_of):
    return occasion_of(training, capacity=1, sessions=2)


@pytest.fixture
def managed(person):
    """Sara, whose manager is Arvid."""
    sara = person("sara")
    sara.manager = person("arvid")
    sara.save()
    return sara


# Own courses


def test_the_list_and_the_page_show_free_places(client_of, training, half_days):
    sara = client_of("sara")
    assert "1 plats kvar" in text(sara.get(reverse("courses:trainings")))
    assert "1 plats kvar" in text(sara.get(training.url))


def test_the_form_knows_ones_role_and_unit(client_of, half_days):
    page = text(client_of("sara").get(reverse("courses:sign_up_self", args=[half_days.pk])))
    assert 'value="Socialsekreterare"' in page and 'value="Boendeenheten"' in page


def test_one_registers_for_both_half_days_at_once(client_of, half_days, person):
    sara = client_of("sara")
    response = sara.post(reverse("courses:sign_up_self", args=[half_days.pk]), staff_answers(), follow=True)

    registration = Registration.objects.get()
    assert "Du har en plats. Välkommen!" in text(response)
    assert registration.user == person("sara") and registration.approval == ""
    assert "Pärmmetoden" in text(sara.get(reverse("desk")))


def test_a_bad_form_keeps_what_was_typed(client_of, half_days):
    sent = staff_answers(role="", diet="Vegetariskt")
    page = text(client_of("sara").post(reverse("courses:sign_up_self", args=[half_days.pk]), sent))
    assert "Vegetariskt" in page and "Något behöver rättas" in page and not Registration.objects.exists()


def test_one_cancels_ones_own_and_not_anothers(client_of, half_days, enter_staff):
    registration = enter_staff(half_days, "sara")
    url = reverse("courses:cancel_own", args=[registration.pk])

    assert client_of("samir").post(url).status_code == 404
    assert client_of("sara").get(url).status_code == 405
    assert "Du är avbokad." in text(client_of("sara").post(url, follow=True))
    assert Registration.objects.get().is_cancelled


def test_boskola_is_not_for_staffs_own_form(client_of, boskola, occasion_of):
    occasion = occasion_of(boskola)
    assert client_of("sara").get(reverse("courses:sign_up_self", args=[occasion.pk])).status_code == 404


# Managers


def test_the_place_is_held_until_the_manager_approves(client_of, managed, half_days):
    client_of("sara").post(reverse("courses:sign_up_self", args=[half_days.pk]), staff_answers())
    registration = Registration.objects.get()
    assert registration.is_placed and registration.awaits_approval
    assert "väntar på ditt svar" in text(client_of("arvid").get(reverse("desk")))

    client_of("arvid").post(reverse("courses:decide", args=[registration.pk]), {"decision": "approve"})

    registration.refresh_from_db()
    assert registration.approval == "given" and registration.is_placed


def test_a_refusal_gives_the_place_to_the_next(client_of, managed, half_days, enter_staff):
    first, second = enter_staff(half_days, "sara"), enter_staff(half_days, "samir")

    client_of("arvid").post(reverse("courses:decide", args=[first.pk]), {"decision": "refuse"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.approval, second.state) == ("cancelled", "refused", "placed")
    assert Move.objects.filter(registration=first).last().why == "Chefen godkände inte anmälan."


def test_only_ones_own_manager_decides_and_only_once(client_of, managed, half_days, enter_staff, person):
    registration = enter_staff(half_days, "sara")
    url = reverse("courses:decide", args=[registration.pk])

    assert client_of("eva").post(url, {"decision": "approve"}).status_code == 404
    assert client_of("samir").post(url, {"decision": "approve"}).status_code == 403
    assert client_of("arvid").get(url).status_code == 405
    wrong = client_of("arvid").post(url, {"decision": "maybe"}, follow=True)
    assert "Välj om du godkänner" in text(wrong)
    client_of("arvid").post(url, {"decision": "approve"})
    assert "redan besvarad" in text(client_of("arvid").post(url, {"decision": "refuse"}, follow=True))
    assert Registration.objects.get().is_placed


# The counter


def counter_answers(occasion, **fields):
    return {"key": str(uuid4()), "occasion": occasion.pk, "alias": "Solrosen", **fields}


def test_staff_registers_a_client_and_gets_the_slip(client_of, boskola, occasion_of):
    occasion = occasion_of(boskola)

    page = text(client_of("sara").post(reverse("courses:counter"), counter_answers(occasion), follow=True))

    assert Registration.objects.get().code in page and "Anmäl nästa person" in page
    assert AuditEvent.objects.filter(actor="sara", target_kind="course_occasion", target=str(occasion.pk)).exists()


def test_two_people_from_the_same_form_are_not_taken_for_one(client_of, boskola, occasion_of):
    sent = counter_answers(occasion_of(boskola))
    sara = client_of("sara")
    sara.post(reverse("courses:counter"), sent)

    page = text(sara.post(reverse("courses:counter"), {**sent, "alias": "Månen"}))

    assert "redan skickad" in page and "Månen" in page and sent["key"] not in page
    assert Registration.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "number", "sentence"),
    [("granted", "", "Skriv ärendenumret"), ("boskola", "26-1", "Ta bort ärendenumret")],
)
def test_a_case_number_only_and_always_for_a_granted_course(
    client_of, boskola, granted, occasion_of, kind, number, sentence
):
    occasions = {"granted": occasion_of(granted), "boskola": occasion_of(boskola)}
    sent = counter_answers(occasions[kind], case_number=number)
    assert sentence in text(client_of("sara").post(reverse("courses:counter"), sent))
    assert not Registration.objects.exists()


def test_a_number_is_asked_for_by_those_who_keep_cases(client_of, granted, occasion_of, monkeypatch):
    asked = []

    def check(number, by):
        asked.append((number, by.username))
        return "" if number == "26-1" else "Finns inte."

    monkeypatch.setattr("courses.granted._checks", [check])
    sent = counter_answers(occasion_of(granted), case_number="26-2")
    sara = client_of("sara")

    assert "Finns inte." in text(sara.post(reverse("courses:counter"), sent))
    sara.post(reverse("courses:counter"), sent | {"case_number": " 26-1 "})

    assert asked == [("26-2", "sara"), ("26-1", "sara")]
    assert Registration.objects.get().case_number == "26-1"
