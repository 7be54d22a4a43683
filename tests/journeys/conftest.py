"""Journeys: a real browser and a real server. Each test module gets a demo office of its own.

The office runs in another process, so a journey asks it only through pages and `office.manage(…)`, never by the ORM.
A page that logs an error, breaks the content security policy or asks another host for anything fails its journey.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, sync_playwright

from portal.demo import PASSWORD
from tests.office import Office, copy_of

BROWSER = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="module")
def office(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo office, as it was built, served on a port of its own."""
    office = Office(copy_of(prepared, tmp_path_factory.mktemp("office") / "data")).start()
    yield office
    assert office.stop() == 0
    assert office.errors() == []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not BROWSER:
        pytest.skip("no Chromium; tests/services/chromium.sh finds or installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        yield browser
        browser.close()


class Complaints(list[str]):
    """What the browser complained of. `allow("404")` lets those with that text pass, where a journey means them."""

    def __init__(self) -> None:
        self.allowed: list[str] = []

    def allow(self, text: str) -> None:
        self.allowed.append(text)

    def left(self) -> list[str]:
        return [each for each in self if not any(text in each for text in self.allowed)]


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def new_page(browser: Browser, office: Office, complaints: Complaints) -> Iterator[Callable[..., Page]]:
    """`new_page(width=320)` is a browser of its own (own cookies); what it complains of fails the test."""
    contexts = []

    def make(width: int = 1280, height: int = 900, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=office.url,
            viewport={"width": width, "height": height},
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            java_script_enabled=javascript,
        )
        contexts.append(context)
        context.route("**/*", lambda route: _only_own_host(route, office.url, complaints))
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints.left() == []


def _only_own_host(route: Route, own: str, complaints: Complaints) -> None:
    url = route.request.url
    if urlsplit(url).netloc in {urlsplit(own).netloc, ""}:
        route.continue_()
    else:
        complaints.append(f"another host: {url}")
        route.abort()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    return new_page(width=320, height=640)


@pytest.fixture
def log_in() -> Callable[[Page, str], Page]:
    """`log_in(page, "sara")` goes through the login form and ends on Min sida."""

    def through_the_form(page: Page, username: str) -> Page:
        page.goto("/konto/logga-in/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/min-sida/")
        return page

    return through_the_form


def check_accessibility(page: Page) -> None:
    """No fault that axe finds by the rules of WCAG 2.2 A and AA and its own best practice."""
    result = Axe().run(page)
    assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"


def check_width(page: Page) -> None:
    """Nothing sticks out to the side."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window}"
