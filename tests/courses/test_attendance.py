"""Attendance that is sent twice, late, or from two devices: nothing is doubled and nobody writes over another."""

import re

import pytest
from django.urls import reverse

from courses.models import Attendance
from portal.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(led):
    return reverse("courses:attendance", args=[led.pk, led.sessions.first().pk])


@pytest.fixture
def field(led):
    return f"person-{led.registrations.get().pk}"


def opened(client, address):
    """What the page was opened with."""
    return re.search(r'name="opened" value="(\w+)"', client.get(address).content.decode()).group(1)


def test_the_same_marks_delivered_twice_are_one_mark(client_of, led, address, field):
    karin = client_of("karin")
    sent = {field: "present", "deviation": "", "opened": opened(karin, address)}
    assert [karin.post(address, sent).status_code for _ in range(3)] == [302, 302, 302]
    assert Attendance.objects.count() == 1


def test_the_script_gets_no_page_so_that_the_leader_sees_the_message(client_of, led, address, field):
    karin = client_of("karin")
    answer = karin.post(address, {field: "present", "deviation": ""}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 204
    assert "Närvaron är sparad." in karin.get(reverse("courses:participants", args=[led.pk])).content.decode()


def test_what_lay_on_a_phone_does_not_write_over_what_another_saved(client_of, led, address, field):
    karin, kim = client_of("karin"), client_of("kim")
    old = opened(karin, address)
    kim.post(address, {field: "excused", "deviation": "", "opened": opened(kim, address)})

    page = karin.post(address, {field: "present", "deviation": "", "opened": old})

    assert page.status_code == 200 and "Någon annan har sparat närvaro" in page.content.decode()
    assert Attendance.objects.get().status == "excused"
    assert re.search(rf'name="{field}" value="present"[^>]*checked', page.content.decode())

    again = re.search(r'name="opened" value="(\w+)"', page.content.decode()).group(1)
    assert karin.post(address, {field: "present", "deviation": "", "opened": again}).status_code == 302
    assert Attendance.objects.get().status == "present"


def test_marks_without_the_text_leave_the_text_alone(client_of, led, address, field):
    karin = client_of("karin")
    karin.post(address, {field: "present", "deviation": "Brandlarm, tio minuter ute."})
    karin.post(address, {field: "absent"})
    session = led.sessions.first()
    assert session.deviation == "Brandlarm, tio minuter ute." and Attendance.objects.get().status == "absent"


def test_every_save_is_logged_without_names(client_of, led, address, field):
    client_of("karin").post(address, {field: "present", "deviation": ""})
    event = AuditEvent.objects.order_by("sequence").last()
    assert event.target == str(led.pk) and event.fields == ["attendance"]


@pytest.mark.parametrize("stamp", ["x" * 5000, "\x00", "<script>"])
def test_a_stamp_that_is_made_up_is_a_page_and_never_a_fault(client_of, address, field, stamp):
    assert client_of("karin").post(address, {field: "present", "deviation": "", "opened": stamp}).status_code == 200
    assert not Attendance.objects.exists()
