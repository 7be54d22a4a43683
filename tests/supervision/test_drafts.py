"""A draft survives a lost session, holds no client, and goes away when nobody touches it."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from supervision.models import IdentityConfirmation, SupervisionSession

TODAY = timezone.localdate().isoformat()


@pytest.fixture
def typed(group):
    return {
        "key": str(uuid.uuid4()),
        "date": TODAY,
        "starts": "13:00",
        "ends": "14:00",
        "kind": "method",
        "form": "group",
    }


@pytest.fixture
def url(group):
    return f"/handledning/grupp/{group.pk}/logg/utkast/"


def drafts():
    return SupervisionSession.objects.unscoped("test")


def test_what_is_typed_so_far_is_kept(client_of, url, group, typed):
    answer = client_of("rut").post(url, typed | {"notes": "Vi började med", "what_1": "Prova"})

    assert answer.status_code == 200
    assert answer.json()["message"].startswith("Utkast sparat kl.")
    page = client_of("rut").get(f"/handledning/grupp/{group.pk}/logg/").content.decode()
    assert "Vi började med" in page
    assert 'value="Prova"' in page


def test_a_half_filled_form_is_kept_too(client_of, url, typed):
    """A date that is half written and no participants: the rest is kept, what can't be read stays as it was."""
    half = typed | {"date": "2026-1", "starts": "15:00", "ends": "", "notes": "Text"}
    assert client_of("rut").post(url, half).status_code == 200

    draft = drafts().get()
    assert (draft.notes, draft.date.isoformat(), f"{draft.starts:%H:%M}") == ("Text", TODAY, "13:00")
    assert draft.participants.count() == 0


def test_a_field_that_can_not_be_read_keeps_what_was_saved_before(client_of, url, typed):
    client_of("rut").post(url, typed | {"notes": "Det första"})
    client_of("rut").post(url, typed | {"notes": "x" * 9000})

    assert drafts().get().notes == "Det första"


def test_no_draft_holds_what_the_guard_finds(client_of, url, typed):
    text = "Vi ringde 070-174 06 05 om 18900101-9802 och läste kapitlet."
    answer = client_of("rut").post(url, typed | {"notes": text, "what_1": "Maila namn@exempel.se"})

    draft = drafts().get()
    assert draft.notes == "Vi ringde [telefonnummer] om [personnummer] och läste kapitlet."
    assert draft.agreements.get().what == "Maila [e-postadress]"
    assert "inte med" in answer.json()["message"]


def test_what_the_writer_has_confirmed_is_kept_as_it_is(client_of, url, typed):
    client_of("rut").post(url, typed | {"notes": "Vi läste om Storgatan 5.", "confirmed": "on"})

    assert drafts().get().notes == "Vi läste om Storgatan 5."
    assert IdentityConfirmation.objects.count() == 1


def test_what_is_not_confirmed_is_not_remembered_as_confirmed(client_of, url, typed):
    client_of("rut").post(url, typed | {"notes": "Vi läste om Storgatan 5."})

    assert IdentityConfirmation.objects.count() == 0


def test_a_draft_that_arrives_after_the_signature_makes_nothing(client_of, url, group, typed):
    whole = typed | {
        "notes": "Klart", "themes": [str(theme.pk) for theme in themes()[:1]],
        "participants": [str(each.pk) for each in group.people_on(timezone.localdate())],
    }  # fmt: skip
    rut = client_of("rut")
    first = rut.post(f"/handledning/grupp/{group.pk}/logg/", whole | {"sign": "1"})
    again = rut.post(f"/handledning/grupp/{group.pk}/logg/", whole | {"sign": "1"})
    late = rut.post(url, whole | {"notes": "Klart och mer"})

    assert again["Location"] == first["Location"]
    assert late.status_code == 409
    assert drafts().get().notes == "Klart"


def themes():
    from supervision.models import Theme

    return Theme.objects.all()


def test_a_draft_can_be_saved_by_the_button_before_anybody_is_ticked(client_of, group, typed):
    response = client_of("rut").post(f"/handledning/grupp/{group.pk}/logg/", typed | {"notes": "Halva"})

    assert response.status_code == 302
    assert drafts().get().notes == "Halva"


@pytest.mark.parametrize(("username", "status"), [("hanna", 404), ("bo", 403), ("arvid", 403), ("stig", 403)])
def test_only_the_groups_supervisor_saves(client_of, url, typed, username, status):
    assert client_of(username).post(url, typed).status_code == status


def test_saving_is_by_post(client_of, url):
    assert client_of("rut").get(url).status_code == 405


@pytest.mark.parametrize(
    "bad",
    [{"key": "x"}, {"participants": ["x", "-1", "9" * 30]}, {"chapters": ["x"]}, {"notes": "\x00"}, {"who_1": "z"}],
)
def test_hostile_input_is_answered_and_nothing_breaks(client_of, url, typed, bad):
    assert client_of("rut").post(url, typed | bad).status_code == 200


def test_somebody_elses_key_is_not_taken_over(client_of, url, typed, new_group, draft_of):
    other = draft_of(new_group("Andra", leaders=("hanna",)), leader="hanna")
    client_of("rut").post(url, typed | {"key": str(other.key), "notes": "Mitt"})

    assert set(drafts().values_list("supervisor__username", flat=True)) == {"hanna", "rut"}
    assert drafts().get(pk=other.pk).notes == "Vi övade."


def test_drafts_that_nobody_touches_are_removed(group, draft_of, hold, new_group, capsys):
    old, signed = draft_of(group), hold(new_group("Andra"), 60)
    fresh = draft_of(new_group("Tredje"))
    long_ago = timezone.now() - timedelta(days=32)
    drafts().filter(pk=old.pk).update(saved_at=long_ago)
    call_command("clean_drafts")

    assert set(drafts().values_list("pk", flat=True)) == {signed.pk, fresh.pk}
    assert "1 drafts were removed." in capsys.readouterr().out
