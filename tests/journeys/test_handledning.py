"""Handledning in a browser: a log by keyboard, a draft that survives a lost session, and pages that print and count."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import check_accessibility, check_width

MOST = 12


class Keyboard:
    """Counts every key that is pressed, Tab as well; a text that is typed counts as one."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += 1

    def reach(self, link: str) -> None:
        """Tab until the link has the focus."""
        for _ in range(MOST):
            self.press("Tab")
            if re.search(link, self.page.evaluate("document.activeElement.textContent")):
                return
        raise AssertionError(f"No link {link} within {MOST} steps.")


def test_a_log_is_written_by_keyboard_in_twelve_keys(new_page, log_in):
    """From Min sida to the signature: hers is the form that the contract has filled in."""
    hanna = log_in(new_page(), "hanna")
    keys = Keyboard(hanna)

    keys.press("Tab")  # to the content
    keys.press("Enter")
    keys.reach("Skriv logg för Samtalsgruppen")
    keys.press("Enter")
    expect(hanna.get_by_label("Frågor och slutsatser")).to_be_focused()
    keys.type("Vi övade på att sammanfatta. Slutsats: oftare och kortare.")
    keys.press("Tab")
    keys.press("Space")  # the first theme
    keys.press("Control+Enter")

    expect(hanna.get_by_text("Loggen är signerad och låst.")).to_be_visible()
    expect(hanna.get_by_text("Pärmmetoden", exact=True)).to_be_visible()
    assert keys.count <= MOST, keys.count


def test_what_is_typed_is_there_after_the_session_is_lost(new_page, log_in):
    rut_page = new_page(width=320, height=640)
    rut = log_in(rut_page, "rut")
    rut.get_by_role("link", name=re.compile("Skriv logg för Pärmgruppen")).first.click()
    check_accessibility(rut)
    check_width(rut)
    rut.get_by_label("Frågor och slutsatser").press_sequentially("Ring 070-174 06 05 om läxorna.")
    expect(rut.locator("#draft-status")).to_contain_text("Utkast sparat kl.")
    expect(rut.locator("#draft-status")).to_contain_text("inte med")
    rut.context.clear_cookies()

    again = log_in(new_page(), "rut")
    again.get_by_role("link", name=re.compile("Utkast för Pärmgruppen")).click()
    expect(again.get_by_label("Frågor och slutsatser")).to_have_value("Ring [telefonnummer] om läxorna.")
    check_accessibility(again)


def test_the_draft_is_saved_by_the_button_without_script(new_page, log_in):
    hanna = log_in(new_page(javascript=False), "hanna")
    hanna.goto("/handledning/")
    hanna.get_by_role("link", name=re.compile("skriv logg för Samtalsgruppen")).click()
    hanna.get_by_label("Frågor och slutsatser").fill("Halvskrivet")
    hanna.get_by_role("button", name="Spara utkast").click()
    expect(hanna.get_by_text("Utkastet är sparat.")).to_be_visible()
    expect(hanna.get_by_label("Frågor och slutsatser")).to_have_value("Halvskrivet")


def test_figures_plans_and_scores_are_read_on_a_phone(new_page, log_in):
    arvid = log_in(new_page(width=320, height=640), "arvid")
    for address in ("siffror/", "veckan/"):
        arvid.goto(f"/handledning/{address}")
        check_accessibility(arvid)
        check_width(arvid)
    arvid.get_by_role("link", name=re.compile("^Vecka")).first.click()
    check_accessibility(arvid)
    arvid.goto("/handledning/siffror/")
    with arvid.expect_download() as paper:
        arvid.get_by_role("link", name="Skriv ut (PDF)").click()
    assert paper.value.suggested_filename == "handledning-period.pdf"

    bo = log_in(new_page(width=320, height=640), "bo")
    bo.goto("/handledning/mi/")
    expect(bo.get_by_role("img", name="Mina skattningar över tid")).to_be_visible()
    check_accessibility(bo)
    check_width(bo)
    bo.get_by_role("link", name="Skatta ett samtal").click()
    check_accessibility(bo)
    check_width(bo)


def test_a_series_is_planned_and_cancelled(new_page, log_in):
    rut = log_in(new_page(width=320, height=640), "rut")
    rut.goto("/handledning/")
    rut.get_by_role("link", name="Pärmgruppen", exact=True).first.click()
    check_accessibility(rut)
    check_width(rut)
    rut.get_by_role("link", name="Planera pass").click()
    check_accessibility(rut)
    rut.get_by_role("button", name="Planera passen").click()
    expect(rut.get_by_text("8 pass är planerade.")).to_be_visible()
    rut.get_by_role("link", name=re.compile("^Ändra passet")).first.click()
    check_accessibility(rut)
    rut.get_by_role("button", name="Ställ in passet").click()
    expect(rut.get_by_text("Inställt", exact=True)).to_be_visible()
    check_width(rut)
