"""A small handbook from files of its own, so that these tests do not hang on what the product ships."""

from pathlib import Path

import pytest

from methods.binder.actions import bring_up_to_date
from methods.content.loader import load
from methods.models import ChapterPage, Edition
from portal import content as floor

CHAPTER = """
title = "{title}"
slug = "{slug}"
summary = "Vad sidan {title} hjälper till med."
access = "{access}"
audience = ["boendestödjare", "behandlingsassistent"]
themes = ["hyra", "{slug}"]
owner_unit = "Metodstöd"
review_months = 6
"""

TEXT = """
[[body]]
type = "text"
html = "{html}"
"""

EVERY_BLOCK = """
[[body]]
type = "text"
html = '''<p>Före rubriken: en avhysning och avhysningen igen.
Fråga <a linktype="page" slug="radgivaren">rådgivaren</a>,
eller läs <a linktype="page" slug="hemlig">det hemliga</a>.</p>'''

[[body]]
type = "heading"
text = "Samla posten"

[[body]]
type = "steps"
title = "Så gör ni"
items = [{ title = "Samla", text = "Lägg all post i en hög." }, { title = "Sortera", text = "Räkningar för sig." }]

[[body]]
type = "do_dont"
title = "Vad du får göra"
do = ["Öppna posten tillsammans."]
dont = ["Lova en avbetalningsplan."]

[[body]]
type = "dialogue"
intro = "Vid köksbordet."
lines = [
  { who = "Du", text = "Hur vill du göra?", note = "öppen fråga" },
  { who = "Vera", text = "Vet inte.", note = "" },
]

[[body]]
type = "heading"
text = "Samla posten"

[[body]]
type = "exercise"
title = "Läxa till nästa gång"
minutes = 15
html = "<p>Lägg posten på <b>samma ställe</b>.</p>"

[[body]]
type = "checklist"
title = "Innan du går"
items = ["Jag vet mitt nästa steg."]

[[body]]
type = "table"
caption = "Betalordning"
head = ["Ordning", "Räkning"]
rows = [["1", "Hyran & elen"], ["2", "Maten"]]

[[body]]
type = "note"
kind = "call"
title = "Ring först"
html = "<p>Ring innan ni skriver på.</p>"

[[body]]
type = "heading"
text = "Innehåll"

[[body]]
type = "facts"
title = "Siffror"
items = [{ label = "Avhysningar", value = "3 330" }]
source = "Kronofogden"
as_of = "2026-02-02"

[[body]]
type = "session_plan"
title = "En timme"
parts = [{ minutes = 20, title = "Välkomna", tip = "Namn på bordet" }, { minutes = 40, title = "Öva", tip = "" }]
exit_question = "Vad tar du med dig?"

[[body]]
type = "reference"
key = "jb-12-44"

[[body]]
type = "amount"
key = "riksnorm-ensam"
"""

GLOSSARY = """
[[term]]
term = "avhysning"
explanation = "När Kronofogden flyttar någon ur bostaden."
also = ["vräkning"]

[[term]]
term = "ångerfrist"
explanation = "Tid då man får ändra sig."
also = []

[[term]]
term = "Zebra"
explanation = "Ett randigt djur."
also = []
"""

AMOUNTS = """
[[amount]]
key = "riksnorm-ensam"
title = "Riksnorm för en vuxen"
unit = "kronor i månaden"
value = 3940
valid_from = "2026-01-01"
source = "En förordning"
"""

REFERENCES = """
[[reference]]
key = "jb-12-44"
title = "Tre veckor"
citation = "12 kap. 44 § jordabalken"
text = "Den som betalar hyran inom tre veckor får bo kvar."
valid_from = ""
checked_on = "2026-07-06"
certainty = "H"
"""


def chapter(title: str, slug: str, body: str = "", access: str = "public") -> str:
    return CHAPTER.format(title=title, slug=slug, access=access) + (body or TEXT.format(html=f"<p>{title}.</p>"))


def section(title: str, slug: str) -> str:
    return f'title = "{title}"\nslug = "{slug}"\nsummary = "Om {slug}."\nintro = "<p>Inledning.</p>"\n'


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The folder of content files: two sections, four chapters, one of them for staff."""
    first, second = tmp_path / "handbook/10-parmen", tmp_path / "handbook/20-samtal"
    for folder in (first, second):
        folder.mkdir(parents=True)
    (first / "00-section.toml").write_text(section("Pärmmetoden", "parmmetoden"))
    (first / "01-steg.toml").write_text(chapter("Fyra steg", "fyra-steg", EVERY_BLOCK))
    (first / "02-radgivaren.toml").write_text(chapter("Ring rådgivaren", "radgivaren"))
    (first / "03-hemlig.toml").write_text(chapter("Säkerhet för personal", "hemlig", access="staff"))
    (second / "00-section.toml").write_text(section("Samtal", "samtal"))
    (second / "01-lyssna.toml").write_text(chapter("Lyssna", "lyssna"))
    (tmp_path / "glossary.toml").write_text(GLOSSARY)
    (tmp_path / "references.toml").write_text(REFERENCES)
    (tmp_path / "amounts.toml").write_text(AMOUNTS)
    return tmp_path


@pytest.fixture
def handbook(db: None, files: Path) -> Path:
    """The small handbook, loaded; gives the folder it came from."""
    floor.load()
    load(files)
    return files


@pytest.fixture
def steps(handbook: Path) -> ChapterPage:
    """The chapter with every block."""
    return ChapterPage.objects.get(slug="fyra-steg")


@pytest.fixture
def edition(handbook: Path) -> Edition | None:
    """The first edition of the printed binder."""
    return bring_up_to_date()
