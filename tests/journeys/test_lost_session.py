"""The session ends while somebody writes about a case: what the page saved by itself is there again after the login."""

import re

from playwright.sync_api import expect


def test_what_was_written_survives_a_lost_session(office, page, log_in, complaints):
    complaints.allow("422")  # a form that is sent without what it must have
    page = log_in(page, "sara")
    page.goto("/arenden/")
    page.get_by_role("row").filter(has_text="Boende med stöd").first.get_by_role("link").click()
    case = page.url
    page.get_by_role("link", name="Hembesök och tillsyn").first.click()
    form = page.url
    page.get_by_label("Vilka var med?").fill("Bara personen själv")
    expect(page.get_by_text("Det du har skrivit är sparat.")).to_be_visible(timeout=30_000)

    page.context.clear_cookies()  # two hours pass, or the server is started anew
    page.goto(form)
    expect(page).to_have_url(re.compile("/konto/logga-in/"))
    page = log_in(page, "sara")
    expect(page.get_by_text("Bara personen själv")).to_have_count(0)
    expect(page.get_by_role("link", name="Hembesök och tillsyn")).to_have_count(0)  # it fills no list

    page.goto(form)
    expect(page.get_by_text("Du började fylla i den här blanketten")).to_be_visible()
    page.get_by_role("link", name="Fortsätt på den").click()
    expect(page.get_by_label("Vilka var med?")).to_have_value("Bara personen själv")
    page.get_by_role("button", name="Granska").or_(page.get_by_role("button", name="Skicka")).first.click()
    expect(page.get_by_role("alert")).to_be_visible()  # what is required is still asked for
    expect(page.get_by_label("Vilka var med?")).to_have_value("Bara personen själv")
    page.goto(case)
    expect(page.get_by_text("Bara personen själv")).to_have_count(0)
