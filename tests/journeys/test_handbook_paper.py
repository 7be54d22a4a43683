"""The handbook on a phone without scripts: what to print, and a remark whose receipt is seen."""

from playwright.sync_api import expect

from tests.journeys.conftest import check_width


def test_only_ticks_that_count_are_offered(new_page):
    phone = new_page(width=320, javascript=False)
    for address in ("/handbok/skriv-ut/", "/handbok/skriv-ut/byt-blad/"):
        phone.goto(address)
        chapters = phone.get_by_role("group", name="Kapitel")
        expect(chapters).to_be_hidden()
        phone.get_by_label("De kapitel som jag kryssar för").check()
        expect(chapters).to_be_visible()
        check_width(phone)


def test_the_receipt_of_a_remark_is_in_view(new_page):
    phone = new_page(width=320, height=640, javascript=False)
    phone.goto("/handboken/parmmetoden/kassakalendern/")
    phone.get_by_role("link", name="Något fel eller oklart här?").click()
    phone.get_by_label("Vad är fel eller oklart?").fill("Stycket om veckopengen är svårt.")
    phone.get_by_role("button", name="Skicka till redaktörerna").click()
    expect(phone.get_by_text("Tack. Det du skrev")).to_be_in_viewport()
