"""The search field with hands and keyboard: results while one types, and searches that stay on the device."""

from tests.journeys.conftest import check_accessibility, check_width

FIELD = "#site-search"
OPTIONS = "#site-search-suggestions [role=option]"


def search(page, text):
    page.locator(FIELD).fill(text)
    page.locator(FIELD).press("Enter")
    page.wait_for_url("**/sok/?q=*")


def recent(page):
    """What the field offers while it is empty."""
    page.goto("/handboken/")
    page.locator(FIELD).focus()
    page.wait_for_timeout(100)
    return page.locator(OPTIONS).all_inner_texts()[:-1]  # the last one forgets them


def test_from_the_field_to_the_section_by_keyboard_alone(phone):
    phone.goto("/")
    phone.locator(FIELD).focus()
    phone.keyboard.type("obetald hyr")
    phone.locator(OPTIONS).first.wait_for()
    check_accessibility(phone)
    check_width(phone)

    phone.keyboard.press("ArrowDown")
    chosen = phone.locator(FIELD).get_attribute("aria-activedescendant")
    assert phone.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    phone.keyboard.press("Enter")

    phone.wait_for_url(lambda url: "/sok/" not in url and url.rstrip("/").count("/") > 3)
    assert phone.get_by_role("heading", level=1).count() == 1


def test_escape_gives_the_field_back_as_it_was(page):
    page.goto("/")
    page.locator(FIELD).focus()
    page.keyboard.type("hyra")
    page.locator(OPTIONS).first.wait_for()
    page.keyboard.press("Escape")

    assert page.locator("#site-search-suggestions").is_hidden()
    assert page.locator(FIELD).input_value() == "hyra"


def test_recent_searches_are_offered_until_they_are_forgotten(page):
    page.goto("/")
    for text in ("hyresskuld", "motiverande samtal"):
        search(page, text)
    assert recent(page) == ["motiverande samtal", "hyresskuld"]
    check_accessibility(page)

    page.keyboard.press("ArrowUp")  # from the field to the last: the button
    page.keyboard.press("Enter")
    page.get_by_text("Dina sökningar är glömda.").wait_for(state="attached")
    assert recent(page) == []


def test_what_one_searched_for_is_gone_after_logging_out(page, log_in):
    log_in(page, "sara")
    search(page, "hot och våld")
    assert recent(page) == ["hot och våld"]

    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/")
    assert recent(page) == []


def test_without_javascript_the_field_sends_the_form(new_page):
    page = new_page(javascript=False)
    page.goto("/")
    search(page, "hyresskuld")

    assert page.locator(".hits > li").count() > 0


def test_results_are_narrowed_by_language(page):
    page.goto("/sok/?q=budget")
    page.get_by_text("Avgränsa").click()
    page.get_by_role("navigation", name="Språk").get_by_role("link", name="English").click()

    assert page.locator(".hits h2, .hits h3").all_inner_texts() == ["Monthly budget"]
    check_accessibility(page)
