"""Without account: the pages, the form, one's own place behind a code, and everything that somebody may send us."""

from uuid import uuid4

import pytest
from django.urls import reverse

from courses import attempts
from courses.models import Registration


@pytest.fixture
def occasion(boskola, occasion_of):
    return occasion_of(boskola, capacity=2)


def sign_up_url(course):
    return reverse("courses:sign_up", args=[course.pk])


def answers(occasion, **fields):
    return {"key": str(uuid4()), "occasion": occasion.pk, "alias": "Solrosen", **fields}


def text(response):
    return response.content.decode()


def test_the_course_pages_show_groups_and_free_places(stranger, boskola, occasion, training, occasion_of):
    occasion_of(training)
    assert "Boskolan" in text(stranger.get("/kurser-och-boskola/"))
    assert "Pärmmetoden" not in text(stranger.get("/kurser-och-boskola/"))

    page = text(stranger.get(boskola.url))

    assert "2 platser kvar" in page and "Provsalen" in page
    assert stranger.get(training.url).status_code == 404


def test_a_planned_occasion_is_not_shown(stranger, boskola, occasion_of):
    occasion_of(boskola, state="planned", place="Hemliga salen")
    assert "Hemliga salen" not in text(stranger.get(boskola.url))
    assert "Inga datum är bestämda än" in text(stranger.get(boskola.url))


def test_a_name_and_a_group_are_enough(stranger, boskola, occasion):
    response = stranger.post(sign_up_url(boskola), answers(occasion), follow=True)

    registration = Registration.objects.get()
    page = text(response)
    assert response.redirect_chain == [("/kurser/min-plats/", 302)]
    assert "Välkommen, Solrosen!" in page and registration.code in page
    assert registration.user is None and registration.phone == registration.email == ""


def test_all_answers_are_kept(stranger, boskola, occasion):
    sent = {"phone": "070-174 06 05", "sms_ok": "on", "email": "a@example.org", "language": "somaliska",
            "interpreter": "on", "childcare": "on", "adaptation": "Nära dörren"}  # fmt: skip
    stranger.post(sign_up_url(boskola), answers(occasion, **sent))

    kept = Registration.objects.values(*sent).get()
    assert kept == sent | {"sms_ok": True, "interpreter": True, "childcare": True}


def test_the_double_click_gets_the_same_receipt(stranger, boskola, occasion):
    sent = answers(occasion)
    pages = [text(stranger.post(sign_up_url(boskola), sent, follow=True)) for _ in range(2)]

    code = Registration.objects.get().code
    assert all(code in page for page in pages)


def test_a_full_group_says_ones_turn(stranger, boskola, occasion, enter):
    for name in "ABC":
        enter(occasion, name)

    page = text(stranger.post(sign_up_url(boskola), answers(occasion), follow=True))

    assert "Du står på reservlistan" in page and "Du är nummer 2 i kön" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"alias": ""}, "Du får hitta på ett"),
        ({"alias": "x" * 61}, "60 tecken"),
        ({"occasion": ""}, "Välj en grupp."),
        ({"occasion": "999999"}, "Gruppen går inte längre att välja"),
        ({"phone": "ring mig"}, "Skriv telefonnumret med siffror"),
        ({"sms_ok": "on"}, "Skriv ditt mobilnummer, eller ta bort krysset"),
        ({"email": "fel"}, "e-postadress"),
        ({"language": "klingonska"}, "klingonska"),
        ({"key": "fel"}, "Skicka en gång till."),
    ],
)
def test_bad_input_gets_its_sentence_and_what_was_typed_is_kept(stranger, boskola, occasion, fields, sentence):
    sent = {**answers(occasion, adaptation="Nära dörren"), **fields}

    response = stranger.post(sign_up_url(boskola), sent)

    assert response.status_code == 200 and sentence in text(response)
    assert "Nära dörren" in text(response)
    assert not Registration.objects.exists()


HOSTILE = [
    {"alias": "a\x00b"},
    {"alias": "x" * 1_000_000},
    {"adaptation": "ö" * 500_000},
    {"occasion": "9" * 40},
    {"occasion": "-1"},
    {"occasion": "1 OR 1=1"},
    {"occasion": "\x00"},
    {"key": "\x00"},
    {"alias": ["A", "B"], "occasion": ["1", "2"], "key": ["x", "y"]},
    {"phone": "\u202e070"},
    {"email": "<script>@example.org"},
    {f"field{n}": "x" for n in range(10_000)},
]


@pytest.mark.parametrize("fields", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("where", ["sign_up", "code", "change_place"])
def test_hostile_input_never_breaks_anything(client, boskola, occasion, fields, where):
    url = sign_up_url(boskola)
    if where != "sign_up":
        client.post(url, answers(occasion))
        url = reverse(f"courses:{where}")
    before = list(Registration.objects.values())
    client.raise_request_exception = False

    response = client.post(url, {**(answers(occasion) if where == "sign_up" else {"code": "x"}), **fields})

    assert response.status_code in {200, 302, 400}
    if response.status_code != 302:
        assert list(Registration.objects.values()) == before


def test_markup_is_shown_as_text(stranger, boskola, occasion):
    page = text(stranger.post(sign_up_url(boskola), answers(occasion, alias="<script>alert(1)</script>"), follow=True))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_robot_that_fills_the_hidden_field_leaves_nothing(stranger, boskola, occasion):
    response = stranger.post(sign_up_url(boskola), answers(occasion, website="http://example.org"))

    assert response.status_code == 302 and not Registration.objects.exists()


@pytest.mark.parametrize("query", ["grupp=x", "grupp=999", "grupp=%00", "grupp=1&grupp=2"])
def test_a_strange_choice_in_the_address_is_ignored(stranger, boskola, occasion, query):
    assert stranger.get(f"{sign_up_url(boskola)}?{query}").status_code == 200


def test_courses_that_one_cannot_register_for_alone_do_not_exist_here(stranger, granted, training, boskola):
    for course in (granted, training):
        assert stranger.get(sign_up_url(course)).status_code == 404
    boskola.unpublish()
    assert stranger.get(sign_up_url(boskola)).status_code == 404
    assert stranger.get(f"/kurser/{10**30}/anmalan/").status_code == 404


def test_an_occasion_of_another_course_cannot_be_sent(stranger, boskola, occasion, granted, occasion_of):
    other = occasion_of(granted)
    page = text(stranger.post(sign_up_url(boskola), answers(other)))
    assert "Gruppen går inte längre att välja" in page and not Registration.objects.exists()


def test_a_course_with_identity_asks_for_contact(stranger, identified, occasion_of):
    occasion = occasion_of(identified)
    refused = stranger.post(sign_up_url(identified), answers(occasion, alias="Nils Exempel"))
    assert "Skriv ett mobilnummer eller en e-postadress." in text(refused)

    stranger.post(sign_up_url(identified), answers(occasion, alias="Nils Exempel", email="nils@example.org"))
    again = stranger.post(sign_up_url(identified), answers(occasion, alias="Nils Exempel", email="nils@example.org"))

    assert "redan en anmälan" in text(again) and Registration.objects.count() == 1


# One's own place


@pytest.fixture
def holder(client, enter, occasion):
    """A browser that has given the code of a registration."""
    registration = enter(occasion, "Solrosen", phone="070-174 06 05")
    client.post(reverse("courses:code"), {"code": registration.code.lower()})
    client.registration = registration
    return client


def test_the_code_opens_the_place(holder):
    page = text(holder.get(reverse("courses:place")))
    assert "Välkommen, Solrosen!" in page and holder.registration.code in page


@pytest.mark.parametrize("name", ["place", "change_place"])
def test_without_the_code_one_is_asked_for_it(stranger, occasion, enter, name):
    enter(occasion)
    assert stranger.get(reverse(f"courses:{name}")).url == reverse("courses:code")
    assert stranger.post(reverse("courses:cancel_place")).url == reverse("courses:code")
    assert Registration.objects.get().is_placed


def test_a_wrong_code_says_so(stranger, occasion, enter):
    enter(occasion)
    response = stranger.post(reverse("courses:code"), {"code": "CCCC-DDDD"})
    assert "Koden stämmer inte" in text(response) and "CCCC-DDDD" in text(response)


def test_many_wrong_codes_are_stopped_and_right_ones_are_never_counted(stranger, occasion, enter, monkeypatch):
    monkeypatch.setitem(attempts.MOST, attempts.CODES, 3)
    code = enter(occasion).code
    for _ in range(5):
        assert stranger.post(reverse("courses:code"), {"code": code}).status_code == 302
    for _ in range(3):
        assert stranger.post(reverse("courses:code"), {"code": "CCCC-DDDD"}).status_code == 200

    response = stranger.post(reverse("courses:code"), {"code": code})

    assert response.status_code == 429 and "Vänta tio minuter" in text(response)
    elsewhere = stranger.post(reverse("courses:code"), {"code": code}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_the_code_of_a_member_of_staff_opens_nothing(stranger, training, occasion_of, enter_staff):
    registration = enter_staff(occasion_of(training), "sara")
    assert "Koden stämmer inte" in text(stranger.post(reverse("courses:code"), {"code": registration.code}))


def test_changing_details_keeps_the_place(holder):
    response = holder.post(reverse("courses:change_place"), {"language": "engelska", "childcare": "on"})

    kept = Registration.objects.get()
    assert response.status_code == 302
    assert (kept.language, kept.childcare, kept.phone, kept.seat) == ("engelska", True, "", 1)


def test_changing_with_bad_input_changes_nothing(holder):
    page = text(holder.post(reverse("courses:change_place"), {"email": "fel", "language": "engelska"}))
    assert "e-postadress" in page and Registration.objects.get().language == ""


def test_cancelling_by_code_gives_the_place_to_the_next(holder, occasion, enter):
    enter(occasion, "B")
    waiting = enter(occasion, "C")

    page = text(holder.post(reverse("courses:cancel_place"), follow=True))

    waiting.refresh_from_db()
    assert "Din plats är avbokad" in page and waiting.is_placed


def test_a_link_that_a_mail_scanner_opens_cancels_nothing(holder):
    """features.md J10, netlify-identity-widget#458."""
    for name in ("cancel_place", "forget_place"):
        assert holder.get(reverse(f"courses:{name}")).status_code == 405
        assert holder.head(reverse(f"courses:{name}")).status_code == 405
    assert Registration.objects.get().is_placed


def test_on_a_shared_computer_the_place_can_be_forgotten(holder):
    holder.post(reverse("courses:forget_place"))
    assert holder.get(reverse("courses:place")).url == reverse("courses:code")


def test_changing_after_cancelling_is_refused_with_a_sentence(holder):
    holder.post(reverse("courses:cancel_place"))
    assert "Anmälan är avbokad" in text(holder.post(reverse("courses:change_place"), {}))


@pytest.mark.parametrize("name", ["sign_up", "code", "place", "change_place", "calendar"])
def test_wrong_methods_are_refused(holder, boskola, occasion, name):
    args = {"sign_up": [boskola.pk], "calendar": [occasion.pk]}.get(name, [])
    assert holder.delete(reverse(f"courses:{name}", args=args)).status_code == 405


def test_no_page_tells_the_code_or_name_in_its_address(stranger, boskola, occasion):
    response = stranger.post(sign_up_url(boskola), answers(occasion), follow=True)
    addresses = str(response.redirect_chain) + response.request["PATH_INFO"]
    assert "Solrosen" not in addresses and Registration.objects.get().code not in addresses
