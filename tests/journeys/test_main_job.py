"""The main job, on the demo office: from a landlord's notice to a proven caseload, each as the person whose work it is."""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from caseload.deadlines import payment_deadline
from tests.journeys.conftest import check_accessibility, check_width

TODAY = date.today()
SERVED = TODAY - timedelta(days=2)
TENANT = "Prova Påhittadsdotter"


def send_notice(page: Page) -> str:
    """A landlord without login; returns the receipt number."""
    page.goto("/")
    page.get_by_role("link", name="Blanketter").first.click()
    page.get_by_role("link", name="Meddelande från hyresvärd").click()
    check_accessibility(page)
    page.get_by_label("Hyresvärd", exact=True).fill("Exempelbostäder i Provstad")
    page.get_by_label("Kontaktperson", exact=True).fill("Vera Värd")
    page.get_by_label("Telefon till kontaktpersonen").fill("08-465 004 22")
    page.get_by_label("Hyresgästens namn").fill(TENANT)
    page.get_by_label("Bostadens adress").fill("Provgatan 7 B, 123 45 Provstad")
    page.get_by_label("Lägenhetsnummer").fill("1203")
    page.get_by_role("group", name="Bor det barn i bostaden?").get_by_label("Nej").check()
    page.get_by_label("Uppsägning på grund av obetald hyra").check()
    expect(page.get_by_label("Skuldbelopp")).to_be_hidden()
    page.get_by_label("Obetald hyra", exact=True).check()
    page.get_by_label("Skuldbelopp").fill("14 860 kr")
    page.get_by_label("Antal obetalda hyror").fill("2")
    page.get_by_label("Vilken dag delgavs").fill(SERVED.isoformat())
    page.get_by_label("Vad har du som hyresvärd gjort").fill("Två påminnelser och ett erbjudande om samtal.")
    page.get_by_role("button", name="Granska").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Stämmer det här?")
    expect(page.locator(".facts")).to_contain_text("14 860 kronor")
    check_accessibility(page)
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack, blanketten är mottagen")
    check_accessibility(page)
    assert TENANT not in page.content()
    return page.locator(".receipt").inner_text()


def test_the_main_job(office, new_page, log_in):
    number = send_notice(new_page(width=320, height=640))
    deadline = payment_deadline(SERVED, TODAY)

    berit = log_in(new_page(), "berit")
    notice = berit.get_by_role("listitem").filter(has_text=TENANT)
    expect(notice).to_contain_text(f"Sista dag att betala {deadline}")
    check_accessibility(berit)

    sara = log_in(new_page(), "sara")
    take_and_fill_in(sara, number)
    see_the_case(sara, number, deadline)
    find_the_chapter(sara)
    sign_up_for_training(sara)
    register_for_boskola(new_page(width=320, height=640))
    course_leader_sees_both(log_in(new_page(), "karin"))
    log_a_session(log_in(new_page(width=320, height=640), "rut"))

    assert office.manage("rebuild_caseload", "--verify").stdout.strip().endswith("equal")
    assert "holds" in office.manage("audit_verify").stdout


def send_form(page: Page) -> None:
    """Send, and say yes when the form asks whether something was left empty on purpose."""
    page.get_by_role("button", name="Skicka").click()
    page.wait_for_load_state()
    anyway = page.get_by_role("button", name="Skicka ändå")
    if anyway.count():
        anyway.click()


def take_and_fill_in(sara: Page, number: str) -> None:
    sara.get_by_role("listitem").filter(has_text=TENANT).get_by_role("link").first.click()
    sara.get_by_role("link", name="Ta ärendet", exact=True).click()
    send_form(sara)
    expect(sara.locator("dd", has_text="Sara Socialsekreterare")).to_be_visible()

    sara.get_by_role("link", name="Bedömning", exact=True).click()
    check_accessibility(sara)
    sara.get_by_label("Datum", exact=True).first.fill(TODAY.isoformat())
    sara.get_by_role("group", name="Sätt").get_by_label("Telefon").first.check()
    sara.get_by_label("Resultat").first.fill("Svarade och vill ha hjälp")
    sara.get_by_role("group", name="aktuell inom socialtjänsten tidigare").get_by_label("Nej").check()
    sara.get_by_role("group", name="Berörs barn?").get_by_label("Nej").check()
    sara.get_by_label("Erbjuda insats utan behovsprövning").check()
    sara.get_by_label("Motivering").fill("Vill få ordning på hyran och behålla sitt hem.")
    send_form(sara)
    expect(sara.get_by_role("heading", name="Vräkningsärendet")).to_be_visible()

    sara.get_by_role("link", name="Trepartssamtal", exact=True).first.click()
    sara.get_by_label("Besök", exact=True).check()
    sara.get_by_label("Klienten", exact=True).first.check()
    sara.get_by_label("Problembild").fill("Posten har legat oöppnad sedan sommaren.")
    sara.get_by_label("Klientens egna mål").fill("Betala hyran i tid.")
    sara.get_by_label("Uppgift").first.fill("Ringa hyresvärden om läget")
    sara.locator("select").first.select_option("Socialsekreterare")
    sara.get_by_label("Klart senast").first.fill((TODAY + timedelta(days=3)).isoformat())
    sara.get_by_role("group", name="Är ni överens om bilden?").get_by_label("Ja").check()
    check_accessibility(sara)
    send_form(sara)


def see_the_case(sara: Page, number: str, deadline: date | None) -> None:
    expect(sara).to_have_title(re.compile(f"Ärende {number}"))
    assert deadline is not None
    expect(sara.get_by_text("Trepartssamtal hållet").first).to_be_visible()
    expect(sara.get_by_text("Ringa hyresvärden om läget").first).to_be_visible()
    expect(sara.locator(".timeline li")).to_have_count(4)
    debt = sara.locator("dd", has_text="14 860 kronor")
    debt.get_by_role("link").click()
    expect(sara.locator(".sources li:target")).to_contain_text("frågan ”Skuldbelopp”")
    check_accessibility(sara)
    check_width(sara)


def find_the_chapter(sara: Page) -> None:
    sara.goto("/min-sida/")
    sara.get_by_role("search").get_by_label("Sök i handboken").fill("skulder")
    sara.get_by_role("button", name="Sök", exact=True).click()
    check_accessibility(sara)
    sara.locator(".hits").get_by_role("link", name=re.compile("Hyresskuld: det första dygnet")).first.click()
    expect(sara.get_by_role("heading", level=1)).to_have_text("Hyresskuld: det första dygnet")
    check_accessibility(sara)


def sign_up_for_training(sara: Page) -> None:
    sara.get_by_role("link", name="Utbildningar", exact=True).click()
    check_accessibility(sara)
    sara.get_by_role("link", name=re.compile(r"^Anmäl dig\s+till Pärmmetoden")).click()
    check_accessibility(sara)
    sara.get_by_role("button", name="Anmäl mig").click()
    sara.goto("/min-sida/")
    expect(sara.locator("main")).to_contain_text("Pärmmetoden för personal")


def register_for_boskola(phone: Page) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="Kurser och boskola").first.click()
    check_accessibility(phone)
    phone.locator("main").get_by_role("link", name="Boskolan").click()
    phone.get_by_role("link", name="Anmäl dig till Boskolan").click()
    check_accessibility(phone)
    check_width(phone)
    phone.get_by_label(re.compile("17 december|platser kvar")).first.check()
    phone.get_by_label("Förnamn eller ett namn du väljer själv").fill("Solros")
    phone.get_by_role("button", name="Skicka anmälan").click()
    expect(phone.locator("main")).to_contain_text("Solros")
    check_accessibility(phone)
    check_width(phone)


def course_leader_sees_both(karin: Page) -> None:
    """The member of staff and the client, in the lists of the course leader's own occasions."""
    seen = ""
    karin.get_by_role("link", name="Alla mina kurstillfällen").click()
    addresses = {link.get_attribute("href") for link in karin.locator("main a").all()}
    for address in sorted(each for each in addresses if each and re.fullmatch(r"/kurser/mina-tillfallen/\d+/", each)):
        karin.goto(address)
        seen += karin.locator("main").inner_text()
    assert "Solros" in seen
    assert "Sara Socialsekreterare" in seen
    check_accessibility(karin)


def log_a_session(rut: Page) -> None:
    rut.get_by_role("link", name=re.compile("Skriv logg för Pärmgruppen")).first.click()
    check_accessibility(rut)
    check_width(rut)
    rut.get_by_label("Pärmmetoden").check()
    rut.get_by_label("Frågor och slutsatser").fill("Vi övade på att öppna post tillsammans. Börja med ett brev.")
    rut.get_by_label(re.compile("^Överenskommelse 1")).fill("Använda veckobladet i två hem")
    rut.get_by_role("button", name="Signera").click()
    expect(rut.get_by_text("Loggen är signerad och låst.")).to_be_visible()
    check_accessibility(rut)
