"""The Swedish analysis against words judged by hand. search/analysis has pure functions: no database here."""

import time
import tomllib
from pathlib import Path

import pytest

from search.analysis import lexicon, words
from search.analysis.spelling import corrections, distance
from search.analysis.text import concepts, terms
from search.analysis.tokens import clean, folded, plain, tokens
from search.analysis.words import analyse, split

GOLD = tomllib.loads(Path(__file__).with_name("gold.toml").read_text("utf-8"))
GROUPS = [group.split() for group in GOLD["same"]]
COMPOUNDS = [line.split(" = ") for line in GOLD["compounds"]]


def test_gold_list_is_large_enough() -> None:
    assert sum(len(group) for group in GROUPS) + len(COMPOUNDS) + len(GOLD["simple"]) >= 300


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0])
def test_forms_of_one_word_share_a_token(group: list[str]) -> None:
    assert {form: analyse(form).canon for form in group} == dict.fromkeys(group, analyse(group[0]).canon)


@pytest.mark.parametrize(("word", "expected"), COMPOUNDS, ids=lambda value: value)
def test_compounds_come_apart(word: str, expected: str) -> None:
    found = split(words.lemmas_of(word)[0] if words.lemmas_of(word) else word)
    assert " ".join(part.lemma for part in found) == expected


@pytest.mark.parametrize("word", GOLD["simple"])
def test_simple_words_stay_whole(word: str) -> None:
    assert analyse(word).parts == ()


@pytest.mark.parametrize(("left", "right"), [line.split() for line in GOLD["different"]])
def test_different_words_have_different_tokens(left: str, right: str) -> None:
    assert analyse(left).canon != analyse(right).canon


def test_letters_are_composed_and_only_swedish_ones_keep_their_signs() -> None:
    assert clean("a\u030a") == "å"
    assert [plain(word) for word in ("LÄGENHET", "Café", "Åsa", "Ü")] == ["lägenhet", "cafe", "åsa", "u"]
    assert folded("försökslägenhet") == "forsokslagenhet"


def test_tokens_keep_their_place_in_the_text() -> None:
    text = "Ring Sara: e-post, JB:s 12:44 – och\u00a0TV:n!"
    assert [(text[token.start : token.end], token.text) for token in tokens(text)] == [
        ("Ring", "ring"), ("Sara", "sara"), ("e-post", "epost"), ("JB:s", "jb"), ("12:44", "1244"), ("och", "och"),
        ("TV:n", "tv"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tränings- och försökslägenheter", "träningslägenheter"),
        ("tränings-, försöks- eller jourlägenhet", "träningslägenhet"),
        ("budget- och skuldrådgivare", "budgetrådgivare"),
        ("hyres- eller elskuld", "hyresskuld"),
    ],
)
def test_what_a_hyphen_leaves_out_is_put_back(text: str, expected: str) -> None:
    assert terms(text)[0].word == analyse(expected)


def test_a_hyphen_with_nothing_after_it_stands_as_it_is() -> None:
    assert terms("hyres- och")[0].token.text == "hyres"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MI", "motiverande samtal"),
        ("vräkningen", "avhysning"),
        ("sms-lån", "snabblånen"),
        ("tystnadsplikt", "sekretess"),
    ],
)
def test_synonyms_name_the_same_concept(one: str, other: str) -> None:
    named = [
        {concept.token for concept in concepts([term.word.canon for term in terms(text)])} for text in (one, other)
    ]
    assert named[0] & named[1]


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("hyra", "hyra", 0),
        ("hyra", "hyr", 1),
        ("hyra", "hrya", 1),
        ("hyra", "kyra", 1),
        ("skuld", "suldd", 2),
        ("ab", "xyz", 3),
    ],
)
def test_distance_counts_edits_and_swaps(left: str, right: str, edits: int) -> None:
    assert distance(left, right, 2) == edits


def test_spelling_mends_one_edit_and_two_in_long_words() -> None:
    known = [("hyresskuld", 9), ("skuldsanering", 4), ("lägenhet", 20), ("samtal", 5), ("post", 3)]
    mended = {
        word: corrections(word, known)
        for word in ("hyreskuld", "skuldsaneirgn", "lagenhet", "samtall", "pist", "smatla")
    }
    assert mended == {
        "hyreskuld": ["hyresskuld"], "skuldsaneirgn": ["skuldsanering"], "lagenhet": ["lägenhet"],
        "samtall": ["samtal"], "pist": ["post"], "smatla": [],
    }  # fmt: skip


def test_every_single_edit_of_every_gold_word_is_mended() -> None:
    known = [(word, 1) for word, _parts in COMPOUNDS]
    lost = [
        (word, broken)
        for word, _count in known
        for place in range(1, len(word) - 1)
        for broken in (word[:place] + word[place + 1 :], word[:place] + "q" + word[place:])
        if word not in corrections(broken, known)
    ]
    assert lost == []


def test_without_the_lexicon_words_are_stemmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "lexicon", lambda: None)
    analyse.cache_clear()
    try:
        assert analyse("skulder").canon == analyse("skulden").canon == "skuld"
        assert analyse("hyresskulder").parts == ()
    finally:
        analyse.cache_clear()


def test_another_file_is_no_lexicon(tmp_path: Path) -> None:
    other = tmp_path / "sv.lex"
    other.write_bytes(b"something else 2 ".ljust(200))
    with pytest.raises(ValueError, match="run search/lexicon/build"):
        lexicon.Lexicon(other)


@pytest.mark.parametrize("word", ["a" * 5000, "hus" * 2000, "ö" * 400, "arbets" * 60 + "plan", "s" * 60])
def test_monstrous_words_take_no_time(word: str) -> None:
    started = time.thread_time()
    terms(word)
    assert time.thread_time() - started < 0.5
