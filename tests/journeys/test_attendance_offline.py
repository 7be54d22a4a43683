"""A course leader on a phone whose connection comes and goes: what is marked arrives once, and nothing is left behind."""

import re

import pytest

from portal.demo import PASSWORD
from tests.journeys.conftest import check_accessibility, check_width

KEPT = "() => Object.entries(localStorage).filter(([key]) => key.startsWith('narvaro:')).map(([, value]) => value)"
NAMES = ("Solrosen", "Kajsa", "Nordan", "Amina")


def open_attendance(page):
    """The last session of the round that is going on, by the leader's own way."""
    page.goto("/kurser/mina-tillfallen/")
    page.locator(".occasions a").first.click()
    page.locator("a[href*='/narvaro/']").last.click()
    page.wait_for_selector("form[data-attendance]")


def mark_and_save(page, mark="Närvarande"):
    for roll in page.locator("fieldset.roll").all():
        roll.get_by_label(mark).check()
    page.get_by_role("button", name="Spara närvaron").click()


def lose_session(page, complaints, **which):
    """Two hours pass, or the phone has been started anew. The browser complains of the answer that it then gets."""
    complaints.allow("403")
    page.context.clear_cookies(**which)


def log_out_and_leave_nothing(phone):
    phone.get_by_role("button", name="Logga ut").click()
    phone.wait_for_url(lambda url: "/narvaro/" not in url)
    assert phone.evaluate(KEPT) == []


def test_marks_made_without_connection_arrive_when_it_comes_back(new_page, log_in, complaints):
    phone = new_page(width=320, height=640)
    log_in(phone, "karin")
    open_attendance(phone)
    check_accessibility(phone)
    check_width(phone)
    address = phone.url

    complaints.allow("ERR_INTERNET_DISCONNECTED")
    phone.context.set_offline(True)
    mark_and_save(phone)
    phone.get_by_text("Ingen förbindelse.").wait_for()

    (kept,) = phone.evaluate(KEPT)
    assert "present" in kept and not any(name in kept for name in NAMES)
    check_accessibility(phone)
    check_width(phone)

    phone.context.set_offline(False)
    phone.wait_for_url(lambda url: "/narvaro/" not in url)
    assert phone.get_by_text("Närvaron är sparad.").is_visible()
    assert phone.evaluate(KEPT) == []
    phone.goto(address)
    rolls = phone.locator("fieldset.roll")
    assert rolls.count() > 5
    assert phone.locator("fieldset.roll input[value=present]:checked").count() == rolls.count()


def refuse_to_take(route):
    if route.request.method == "POST":
        route.fulfill(status=403)
    else:
        route.fallback()


@pytest.mark.parametrize("which", [{"name": "session"}, {}])
def test_marks_made_after_the_login_ran_out_are_kept_and_sent_after_the_next(new_page, log_in, complaints, which):
    phone = new_page(width=320, height=640)
    log_in(phone, "karin")
    open_attendance(phone)
    address = phone.url
    lose_session(phone, complaints, **which)

    mark_and_save(phone, "Frånvarande")
    phone.get_by_text("Närvaron är sparad i telefonen men inte skickad. Logga in igen, så skickas den.").wait_for()

    (kept,) = phone.evaluate(KEPT)
    assert "absent" in kept and not any(name in kept for name in NAMES)
    check_accessibility(phone)
    check_width(phone)

    phone.get_by_role("link", name="Logga in igen").click()
    phone.locator("input[name=login]").fill("karin")
    phone.locator("input[name=password]").fill(PASSWORD)
    phone.locator("main button[type=submit]").click()
    phone.wait_for_url(re.compile(r"/mina-tillfallen/\d+/$"))
    assert phone.get_by_text("Närvaron är sparad.").is_visible()
    assert phone.evaluate(KEPT) == []
    phone.goto(address)
    rolls = phone.locator("fieldset.roll")
    assert phone.locator("fieldset.roll input[value=absent]:checked").count() == rolls.count()


def test_who_goes_elsewhere_after_the_login_has_it_sent_from_there(new_page, log_in, complaints):
    phone = new_page(width=320, height=640)
    log_in(phone, "karin")
    open_attendance(phone)
    lose_session(phone, complaints)
    mark_and_save(phone)
    phone.get_by_text("men inte skickad.").wait_for()

    log_in(phone, "karin")  # ends on Min sida

    phone.get_by_text("Närvaro som låg kvar i telefonen är skickad.").wait_for()
    assert phone.evaluate(KEPT) == []


def test_what_is_kept_is_neither_shown_to_nor_sent_by_somebody_else(new_page, log_in, complaints):
    phone = new_page(width=320, height=640)
    log_in(phone, "karin")
    open_attendance(phone)
    address = phone.url
    before = phone.locator("fieldset.roll input:checked").evaluate_all("found => found.map(each => each.id)")
    lose_session(phone, complaints)
    mark_and_save(phone, "Giltigt förfall")
    phone.get_by_text("men inte skickad.").wait_for()

    log_in(phone, "kim")  # the administrator may open the same page
    phone.goto(address)
    phone.wait_for_load_state("networkidle")

    assert phone.locator("[data-waiting]").is_hidden()
    shown = phone.locator("fieldset.roll input:checked").evaluate_all("found => found.map(each => each.id)")
    assert shown == before
    assert len(phone.evaluate(KEPT)) == 1
    log_out_and_leave_nothing(phone)


def test_whose_role_is_gone_keeps_what_was_written_until_logging_out(new_page, log_in, complaints):
    """The server answers 403 and the session goes on."""
    phone = new_page(width=320, height=640)
    log_in(phone, "karin")
    open_attendance(phone)
    complaints.allow("403")
    phone.route("**/narvaro/**", refuse_to_take)

    mark_and_save(phone)

    phone.get_by_text("Går det inte, hör av dig till kursadministratören.").wait_for()
    assert len(phone.evaluate(KEPT)) == 1
    phone.get_by_role("button", name="Logga ut").click()
    phone.get_by_text("Om du loggar ut nu försvinner den.").wait_for()
    assert len(phone.evaluate(KEPT)) == 1
    log_out_and_leave_nothing(phone)


def test_what_never_arrived_is_gone_after_the_logout(new_page, log_in, complaints):
    phone = new_page(width=320, height=640)
    log_in(phone, "karin")
    open_attendance(phone)
    phone.evaluate("localStorage.setItem('narvaro:/kurser/borta/', JSON.stringify({ reader: 'x', fields: [] }))")

    phone.get_by_role("button", name="Logga ut").click()
    phone.wait_for_url(lambda url: "/narvaro/" not in url)

    assert phone.evaluate(KEPT) == []


def test_without_script_it_is_an_ordinary_form(new_page, log_in):
    phone = new_page(width=320, javascript=False)
    log_in(phone, "karin")
    open_attendance(phone)
    phone.locator("fieldset.roll").first.get_by_label("Frånvarande").check()
    phone.get_by_role("button", name="Spara närvaron").click()
    assert phone.get_by_text("Närvaron är sparad.").is_visible()
