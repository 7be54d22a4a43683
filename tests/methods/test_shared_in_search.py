"""The search knows what a page shows that is kept elsewhere: words of the glossary, and texts that pages share."""

from django.core.management import call_command

from methods.models import HandbookPage, SharedText, Term
from search import actions
from search.models import Section


def of_handbook() -> list[str]:
    return [
        each.heading for each in Section.objects.filter(page_id=HandbookPage.objects.get().pk).order_by("position")
    ]


def test_a_word_of_the_glossary_is_found_where_it_is_explained(handbook, stranger):
    term = Term.objects.create(name="frostrum", explanation="Ett rum som inte värms.", also_known_as="kallrum")

    for query in ("frostrum", "kallrummet"):
        hit = stranger.get("/sok/", {"q": query}).context["hits"][0]
        assert hit.sections[0].url == f"/handbok/ordlista/#ord-{term.slug}"
    assert f'id="ord-{term.slug}"' in stranger.get("/handbok/ordlista/").content.decode()


def test_the_index_follows_the_glossary(handbook):
    term = Term.objects.create(name="frostrum", explanation="Ett rum som inte värms.")
    assert "Ordlistan: frostrum" in of_handbook()

    term.name = "isrum"
    term.save()
    assert "Ordlistan: isrum" in of_handbook() and "Ordlistan: frostrum" not in of_handbook()

    term.delete()
    assert "Ordlistan: isrum" not in of_handbook()
    assert list(actions.differences()) == []
    call_command("search_verify")


def test_the_index_follows_a_text_that_pages_share(steps, stranger):
    shared = SharedText.objects.create(title="Nycklar", text="<p>Lämna blåklockan i receptionen.</p>")
    steps.body = [("shared_text", shared)]
    steps.save_revision().publish()
    assert stranger.get("/sok/", {"q": "blåklockan"}).context["hits"]

    shared.text = "<p>Lämna gulsippan i receptionen.</p>"
    shared.save()

    assert not stranger.get("/sok/", {"q": '"blåklockan"'}).context["hits"]
    assert stranger.get("/sok/", {"q": "gulsippan"}).context["hits"]
    assert list(actions.differences()) == []
