"""From a chapter to paper: nothing that a text says is markup, and nothing that the page says is lost."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from methods.binder import layout
from methods.binder.book import items, parts
from methods.binder.leaves import with_depths
from methods.binder.pages import Size, paginate, prepared
from methods.binder.prose import nodes, plain, texts
from portal import printing
from tests.methods.pdf_text import letters, pages

NASTY = [
    *("#", "$x$", "\\", "*fet*", "_kursiv_", "@ref", "<etikett>", "[", "]", "`kod`", '"', "#panic()", "//", "/*", "~"),
    *(
        '#import"/etc/passwd"',
        "= Rubrik",
        "- punkt",
        "+ ett",
        "---",
        "'",
        "{{ x }}",
        "%",
        "&amp;",
        "\\u{41}",
        "#{",
        "}",
    ),
]
WORDS = st.lists(
    st.sampled_from([*NASTY, "hyra", "och", "å", "skuldsanering", "1 280 kronor"]), min_size=1, max_size=6
)
TEXT = WORDS.map(" ".join)


def set_in_print(content: list[dict], numbers: list[str] | None = None) -> list[str]:
    laid = layout.leaves([([], content)])[0]
    foot = {"name": "Blad", "version": "", "review": "", "code": None, "section": "", "tab": -1}
    leaves = with_depths([{"front": front, "back": back, **foot} for front, back in laid])
    data = {"title": "Prov", "publisher": "Prov", "present": numbers or [], "leaves": leaves}
    return pages(printing.pdf("methods/binder", data))


def body(text: str) -> list[dict]:
    return [{"kind": "p", "runs": [{"text": text}]}]


NODE = st.one_of(
    TEXT.map(
        lambda text: {"kind": "p", "runs": [{"text": text, "bold": True}, {"text": text, "url": "https://a.se"}]}
    ),
    st.tuples(st.sampled_from([2, 3]), TEXT).map(lambda t: {"kind": "h", "level": t[0], "runs": [{"text": t[1]}]}),
    st.tuples(st.booleans(), TEXT, TEXT).map(
        lambda t: {"kind": "list", "ordered": t[0], "items": [body(t[1]), body(t[2])]}
    ),
    st.tuples(TEXT, TEXT).map(
        lambda t: {"kind": "steps", "title": t[0], "items": [{"title": t[1], "body": body(t[0])}]}
    ),
    st.tuples(TEXT, TEXT).map(lambda t: {"kind": "do_dont", "title": t[0], "do": [t[1]], "dont": [t[0]]}),
    st.tuples(TEXT, TEXT).map(
        lambda t: {"kind": "dialogue", "intro": t[0], "lines": [{"who": t[1], "text": t[0], "note": t[1]}]}
    ),
    TEXT.map(lambda t: {"kind": "exercise", "title": t, "minutes": t, "body": body(t)}),
    TEXT.map(lambda t: {"kind": "checklist", "title": t, "items": [t, t]}),
    TEXT.map(lambda t: {"kind": "note", "tone": "info", "label": t, "title": t, "body": body(t)}),
    TEXT.map(lambda t: {"kind": "facts", "title": t, "items": [{"label": t, "value": t}, {"source": t}]}),
    TEXT.map(lambda t: {"kind": "words", "title": t, "items": [{"name": t, "text": t}]}),
    TEXT.map(lambda t: {"kind": "law", "title": t, "body": [*body(t), {"kind": "source", "text": t}]}),
    TEXT.map(lambda t: {"kind": "box", "label": t, "body": body(t)}),
    st.tuples(TEXT, TEXT).map(
        lambda t: {"kind": "table", "caption": t[0], "head": [t[1], t[0]], "rows": [[t[0], t[1]]], "widths": [1, 2]}
    ),
)


def missing(content: list[dict], printed: list[str]) -> list[str]:
    on_paper = letters("".join(printed))
    return [text for text in texts(content) if letters(text) not in on_paper]


# A document takes half a second to set: no time is spent on making a failing one shorter.
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(st.lists(NODE, min_size=15, max_size=30))
def test_whatever_texts_hold_is_printed_as_text(content):
    assert missing(content, set_in_print(content)) == []


def test_the_check_finds_what_is_not_printed():
    assert missing(body("Det här står inte där."), set_in_print(body("Något annat."))) == ["Det här står inte där."]


# Rich text


def leading(pk: int) -> str:
    return {7: "3.2"}.get(pk, "")


def test_rich_text_keeps_its_parts():
    found = nodes(
        '<h3>Rubrik</h3><p>Läs <a linktype="page" id="7">om <b>hyra</b></a> &amp; <i>el</i>.<br/>Ny rad</p>'
        "<ul><li>ett<ol><li>inne</li></ol></li><li>två</li></ul>lös text",
        leading,
    )

    assert [node["kind"] for node in found] == ["h", "p", "list", "p"]
    assert texts(found[1]) == ["Läs ", "om ", "hyra", " (3.2)", " & ", "el", ".", "Ny rad"]
    assert {"text": "hyra", "bold": True, "chapter": "3.2"} in found[1]["runs"]
    assert [len(found[2]["items"]), found[2]["items"][0][1]["ordered"]] == [2, True]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a linktype="page" id="9">stängt</a>', ["stängt"]),
        ('<a href="https://kronofogden.se">Kronofogden</a>', ["Kronofogden", " (https://kronofogden.se)"]),
        ('<a href="https://kronofogden.se">kronofogden.se</a>', ["kronofogden.se"]),
        ('<a href="javascript:alert(1)">fel</a>', ["fel"]),
        ("<p>öppen <b>fet", ["öppen ", "fet"]),
        ("</li></ul></p></b>", []),
        ("<p>&lt;script&gt;</p>", ["<script>"]),
    ],
)
def test_links_say_where_they_lead_and_bad_markup_does_no_harm(html, expected):
    assert texts(nodes(html, leading)) == expected


def test_every_block_of_a_chapter_is_on_paper(steps):
    chapter = next(
        item for item in items(parts(), {f"page:{pk}": "1" for pk in page_ids()}) if item.title == "Fyra steg"
    )

    kinds = [node["kind"] for node in chapter.nodes]
    assert {"title", "p", "h", "steps", "do_dont", "dialogue", "exercise", "checklist", "table", "note", "facts",
            "law", "words"} == set(kinds)  # fmt: skip
    assert missing(chapter.nodes, set_in_print(chapter.nodes)) == []


def page_ids() -> list[int]:
    from wagtail.models import Page

    return list(Page.objects.values_list("pk", flat=True))


def test_a_block_that_print_does_not_know_keeps_its_texts(steps):
    from wagtail import blocks

    from methods.binder.chapters import body as converted

    stream = blocks.StreamBlock(
        [
            (
                "klipp",
                blocks.StructBlock([("title", blocks.CharBlock()), ("text", blocks.RichTextBlock())], label="film"),
            )
        ]
    )
    value = stream.to_python([{"type": "klipp", "value": {"title": "Filmen", "text": "<p>Se <b>den</b>.</p>"}}])

    assert texts(converted(value, leading)) == ["film", "Filmen", "Se ", "den", "."]


# Pages


def test_nothing_is_longer_than_a_page_however_long_it_is():
    content = prepared(
        [
            *plain("ord " * 3000),
            {"kind": "note", "tone": "info", "label": "L", "title": "T", "body": body("mening. " * 2000)},
            {"kind": "table", "caption": "C", "head": ["a", "b"], "rows": [["x " * 4000, "y"]], "widths": [1, 1]},
            {"kind": "checklist", "title": "Många", "items": [f"punkt {n}" for n in range(200)]},
            {"kind": "list", "ordered": True, "items": [body(f"led {n}") for n in range(150)]},
            *plain("\n".join(f"rad {n}" for n in range(120))),
            {"kind": "do_dont", "title": "Allt", "do": ["gör " * 40] * 30, "dont": ["nej"]},
        ]
    )

    printed = set_in_print(content)

    assert (
        len(printed) > 20
        and missing([node for node in content if node["kind"] in {"list", "checklist"}], printed) == []
    )
    assert "150." in printed[[("led 149" in page) for page in printed].index(True)]


def test_a_heading_goes_with_what_it_heads():
    heading = {"kind": "h", "level": 2, "runs": [{"text": "R"}]}
    sizes = [Size([600], 0, 600), Size([20], 0, 20), Size([60], 0, 60)]

    pages_of = paginate([*body("a"), heading, *body("b")], sizes, 700)

    assert [[node["kind"] for node in page] for page in pages_of] == [["p"], ["h", "p"]]


def test_a_table_that_goes_on_says_so_and_has_its_head_again():
    rows = [[str(n), "text " * 20] for n in range(60)]
    table = {"kind": "table", "caption": "Lång", "head": ["Nummer", "Vad"], "rows": rows, "widths": [1, 3]}

    printed = set_in_print([table])

    assert len(printed) > 2
    assert all("Nummer" in page and "Lång" in page for page in printed if "text" in page)
    assert "(forts.)" not in printed[0] and "(forts.)" in printed[1]


def test_a_character_without_a_shape_becomes_a_square_and_stops_nothing():
    assert "hej □ då" in set_in_print(body("hej 😀 då"))[0]
