"""Start page, login and Min sida on a phone, a tablet and a desk, with and without JavaScript."""

import pytest

from tests.journeys.conftest import check_accessibility, check_width

WIDTHS = (320, 768, 1280)


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_start_page_to_my_own(new_page, log_in, width):
    page = new_page(width=width)
    page.goto("/")
    check_accessibility(page)
    check_width(page)

    page.get_by_role("link", name="Logga in").click()
    check_accessibility(page)
    check_width(page)

    log_in(page, "sara")
    assert page.get_by_role("heading", level=1).inner_text() == "Min sida"
    check_accessibility(page)
    check_width(page)


def test_a_wrong_password_is_told_in_words_and_stays_on_the_form(page):
    page.goto("/konto/logga-in/")
    page.locator("input[name=login]").fill("sara")
    page.locator("input[name=password]").fill("fel-losenord-helt")
    page.locator("main button[type=submit]").click()

    page.locator("main").get_by_role("alert").get_by_text("lösenord").wait_for()
    assert page.locator("input[name=login]").input_value() == "sara"
    check_accessibility(page)


def test_login_works_without_javascript(new_page, log_in):
    log_in(new_page(javascript=False), "berit")


def test_logging_out_ends_at_the_start_page(page, log_in):
    log_in(page, "bo")
    page.get_by_role("button", name="Logga ut").click()

    page.goto("/min-sida/")
    assert "/konto/logga-in/" in page.url


def test_the_footer_leads_to_the_pages_that_the_law_asks_for(page):
    page.goto("/")
    for address in page.locator("footer a").evaluate_all("links => links.map(link => link.getAttribute('href'))"):
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        check_accessibility(page)
