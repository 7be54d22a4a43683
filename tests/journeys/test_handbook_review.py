"""A chapter on its way to its readers: a draft, a comment, what changed, approval at a chosen time."""

import re
from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

CHAPTER = "/handboken/parmmetoden/betalordning/"
NEW = "Ny mening i sammanfattningen."


def open_editor(page: Page) -> str:
    """From the page as it is read to its editor; gives the editor's address."""
    page.goto(CHAPTER)
    page.get_by_role("link", name="Redigera sidan").click()
    expect(page.get_by_role("button", name="Växla kommentarer")).to_be_visible()
    return page.url


def choose(page: Page, action: str) -> None:
    page.get_by_role("button", name="Fler åtgärder").first.click()
    page.locator("footer").get_by_role("button", name=re.compile(action)).click()


def comment(page: Page, text: str) -> None:
    page.get_by_role("button", name="Växla kommentarer").click()
    field = page.locator(".w-field:has(#id_summary)")
    field.hover()
    field.locator("[data-comment-add]").click()
    page.locator("#comments textarea").first.fill(text)
    page.locator("#comments").get_by_role("button", name="Kommentar", exact=True).click()
    save(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="Spara utkast").first.click()
    expect(page.get_by_text("har blivit uppdaterad")).to_be_visible()


def plan(page: Page, when: datetime) -> None:
    page.get_by_role("button", name="Växla status").click()
    page.get_by_role("button", name="Sätt schema").click()
    page.locator("#id_go_live_at").fill(f"{when:%Y-%m-%d %H:%M}")
    # A click beside it folds the calendar, which covers the button.
    page.get_by_role("heading", name="Sätt publiceringsschema").click()
    page.get_by_role("button", name="Spara schema").click()
    expect(page.get_by_text("har blivit uppdaterad")).to_be_visible()


def compare(page: Page, editor: str) -> None:
    """Mona's first draft beside what was published before it."""
    page.goto(editor.replace("/edit/", "/history/"))
    drafts = page.get_by_role("row").filter(has_text="Utkast sparat").filter(has_text="Mona")
    drafts.last.get_by_role("button").first.click()
    page.get_by_role("link", name="Jämför med föregående version").click()
    expect(page.locator(".comparison .addition").filter(has_text="Ny mening")).to_be_visible()


def test_a_change_is_commented_compared_and_approved_for_a_later_day(new_page, log_in, complaints):
    # The editor saves by itself, also while a comment is still empty, and is then told so.
    complaints.allow("400 (Bad Request)")
    mona, mats = log_in(new_page(), "mona"), log_in(new_page(), "mats")
    editor = open_editor(mona)
    mona.locator("#id_summary").fill(NEW)
    choose(mona, "Lämna in till granskning av handboken")
    expect(mona.get_by_text("inlämnad för moderering")).to_be_visible()

    open_editor(mats)
    comment(mats, "Säg gärna varför.")
    plan(mats, timezone.localtime() + timedelta(days=1))
    choose(mats, "Godkänn och Publicera")
    mats.goto(editor)
    expect(mats.get_by_text("har schemalagts att publiceras")).to_be_visible()

    mona.goto(editor)
    mona.get_by_role("button", name="Växla kommentarer").click()
    expect(mona.locator("#comments").get_by_text("Säg gärna varför.")).to_be_visible()
    compare(mona, editor)
    mona.goto(CHAPTER)
    expect(mona.get_by_text(NEW)).to_have_count(0)
