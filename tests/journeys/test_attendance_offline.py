"""A course leader on a phone whose connection comes and goes: what is marked arrives once, and nothing is left behind."""

from tests.journeys.conftest import check_accessibility, check_width

KEPT = "() => Object.entries(localStorage).filter(([key]) => key.startsWith('narvaro:')).map(([, value]) => value)"
NAMES = ("Solrosen", "Kajsa", "Nordan", "Amina")


def open_attendance(page):
    """The last session of the round that is going on, by the leader's own way."""
    page.goto("/kurser/mina-tillfallen/")
    page.locator(".occasions a").first.click()
    page.locator("a[href*='/narvaro/']").last.click()
    page.wait_for_selector("form[data-attendance]")


def test_marks_made_without_connection_arrive_when_it_comes_back(new_page, log_in, complaints):
    phone = new_page(width=320, height=640)
    log_in(phone, "karin")
    open_attendance(phone)
    check_accessibility(phone)
    check_width(phone)
    address = phone.url

    complaints.allow("ERR_INTERNET_DISCONNECTED")
    phone.context.set_offline(True)
    for roll in phone.locator("fieldset.roll").all():
        roll.get_by_label("Närvarande").check()
    phone.get_by_role("button", name="Spara närvaron").click()
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
