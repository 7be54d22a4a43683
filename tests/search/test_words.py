"""Editors' words: synonyms, beginnings of compounds, promoted pages, and the words searched for in vain."""

from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.models import TextPage
from search import actions, wordlists
from search.analysis import edition
from search.content import loader
from search.models import MissedWord, Promotion, SiteWord, SynonymGroup, WordLists

Publish = Callable[..., TextPage]
Titles = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def shipped_words_afterwards() -> Iterator[None]:
    yield
    edition.use(edition.SHIPPED)


def test_a_synonym_finds_from_the_moment_it_is_saved(publish: Publish, titles: Titles, stranger: Client) -> None:
    publish("Trappstädning", "Varje vecka.")
    assert titles(stranger, "svabbning") == []
    group = SynonymGroup.objects.create(words="trappstädning, svabbning, svabba i trappan")
    assert titles(stranger, "svabbning") == titles(stranger, "svabba i trappan") == ["Trappstädning"]
    assert list(actions.differences()) == []
    group.is_used = False
    group.save()
    assert titles(stranger, "svabbning") == []
    assert list(actions.differences()) == []


def test_a_beginning_of_compounds_opens_them(publish: Publish, titles: Titles, stranger: Client) -> None:
    publish("Blorkvägen", "Den nya gatan.")
    assert titles(stranger, "väg") == []
    SiteWord.objects.create(form="blork", word="blork")
    assert titles(stranger, "väg") == ["Blorkvägen"]
    assert list(actions.differences()) == []


def test_a_rolled_back_word_is_forgotten(publish: Publish, titles: Titles, stranger: Client) -> None:
    publish("Trappstädning")
    with pytest.raises(RuntimeError), transaction.atomic():
        SynonymGroup.objects.create(words="trappstädning, svabbning")
        raise RuntimeError
    assert titles(stranger, "svabbning") == []
    assert list(actions.differences()) == []


def test_another_process_reads_the_words_anew(publish: Publish, titles: Titles, stranger: Client) -> None:
    publish("Trappstädning")
    SynonymGroup.objects.create(words="trappstädning, svabbning")
    edition.use(edition.SHIPPED)  # as in a process that has not heard of it
    assert titles(stranger, "svabbning") == ["Trappstädning"]


@pytest.mark.parametrize(
    ("words", "sentence"), [("ett ord", "minst två"), ("a, ,", "minst två"), ("?, hus", "bokstav")]
)
def test_a_group_needs_two_words(words: str, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        SynonymGroup(words=words).clean()


def test_shipped_words_are_loaded_once_and_editors_changes_stay(db: None) -> None:
    loader.load()
    groups, words = SynonymGroup.objects.count(), SiteWord.objects.count()
    before = WordLists.objects.get().edition
    assert groups > 50
    assert words > 20
    group = SynonymGroup.objects.filter(words__startswith="MI,").get()
    group.words = "MI, motiverande samtal"
    group.save()
    loader.load()
    assert SynonymGroup.objects.get(pk=group.pk).words == "MI, motiverande samtal"
    assert (SynonymGroup.objects.count(), SiteWord.objects.count()) == (groups, words)
    assert WordLists.objects.get().edition != before


def test_a_second_load_changes_nothing(db: None) -> None:
    loader.load()
    before = WordLists.objects.get().edition
    loader.load()
    assert WordLists.objects.get().edition == before == wordlists.written().name


def test_there_is_one_edition(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WordLists.objects.create(pk=2, edition="x")


def test_a_promoted_page_comes_first_and_is_marked(publish: Publish, titles: Titles, stranger: Client) -> None:
    publish("Trappstädning", "Trappor.")
    chosen = publish("Jour", "Ring numret.")
    Promotion.objects.create(queries="akut, städa trappan", page=chosen)
    assert titles(stranger, "akut") == ["Jour"]
    response = stranger.get("/sok/", {"q": "trappan städas"})
    assert [hit.is_promoted for hit in response.context["hits"]][:1] == [True]
    assert "Utvald av redaktionen" in response.content.decode()
    assert titles(stranger, "trappstädning") == ["Trappstädning"]


def test_a_promoted_page_for_staff_stays_with_staff(
    publish: Publish, titles: Titles, stranger: Client, client_of: Callable[[str], Client]
) -> None:
    Promotion.objects.create(queries="akut", page=publish("Jour", access="staff"))
    assert titles(client_of("sara"), "akut") == ["Jour"]
    assert titles(stranger, "akut") == []


def missed() -> dict[str, int]:
    return dict(MissedWord.objects.values_list("word", "times"))


def test_words_searched_in_vain_are_counted_by_month(start: object, stranger: Client) -> None:
    for _ in range(2):
        stranger.get("/sok/", {"q": "gardinerna"})
    assert missed() == {"gardin": 2}
    assert MissedWord.objects.get().month == timezone.localdate().replace(day=1)


@pytest.mark.parametrize(
    "query",
    [
        "Zlatanovic",
        "19850412-2389",
        "070-123 45 67",
        '"hemlig granne"',
        "xkcdq",
        "anna.andersson@example.se",
        "Blomkvistsson",
    ],
)
def test_names_numbers_and_misspellings_are_not_kept(query: str, start: object, stranger: Client) -> None:
    stranger.get("/sok/", {"q": query})
    assert missed() == {}


def test_words_that_stood_together_are_kept_apart(start: object, stranger: Client) -> None:
    stranger.get("/sok/", {"q": "elefantens trumpet"})
    assert missed() == {"elefant": 1, "trumpet": 1}


def test_typing_and_finding_count_nothing(publish: Publish, stranger: Client) -> None:
    publish("Trappstädning")
    stranger.get("/sok/", {"q": "trappstädning"})
    stranger.get("/sok/forslag/", {"q": "elefant"})
    assert missed() == {}


def test_a_page_says_what_it_can_be_narrowed_by(
    publish: Publish, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        TextPage,
        "search_facets",
        lambda page: {"metod": ["Pärmen" if "ett" in page.title else "Boskolan"]},
        raising=False,
    )
    publish("Trappstädning ett")
    publish("Trappstädning två")
    response = stranger.get("/sok/", {"q": "trappstädning"})
    methods = {facet.name: facet.pages for facet in response.context["found"].facets if facet.group == "metod"}
    assert methods == {"Pärmen": 1, "Boskolan": 1}
    narrowed = stranger.get("/sok/", {"q": "trappstädning", "metod": "Pärmen"})
    assert narrowed.context["page"].paginator.count == 1
    assert "aria-current" in narrowed.content.decode()
    assert "Sök i allt" in stranger.get("/sok/", {"q": "trappstädning", "metod": "' OR 1"}).content.decode()


@pytest.mark.parametrize("query", ['"', 'budget "', "'", "a AND", "\x00"])
def test_the_admins_own_search_stands_quotes(query: str, start: object, client_of: Callable[[str], Client]) -> None:
    client = client_of("mona")
    for address in ("/admin/pages/search/", "/admin/snippets/search/synonymgroup/", "/admin/snippets/methods/term/"):
        assert client.get(address, {"q": query}).status_code == 200, address


def test_editors_see_the_words_in_the_admin_and_others_do_not(
    start: object, client_of: Callable[[str], Client]
) -> None:
    MissedWord.objects.create(month=timezone.localdate().replace(day=1), word="elefant")
    editor = client_of("mona")
    assert "elefant" in editor.get("/admin/snippets/search/missedword/").content.decode()
    assert editor.get("/admin/snippets/search/missedword/add/").status_code in {302, 403, 404}
    assert client_of("sara").get("/admin/snippets/search/synonymgroup/").status_code in {302, 403}
