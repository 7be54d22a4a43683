"""The editors' words, from the database to the analysis of this process."""

import hashlib
import json

from search.analysis import edition
from search.models import SiteWord, SynonymGroup, WordLists
from search.models.words import phrases_of


def refresh() -> None:
    """Read the words again when another process has changed them. To be called before searching and indexing."""
    name = WordLists.objects.values_list("edition", flat=True).first() or edition.SHIPPED.name
    if name != edition.current().name:
        edition.use(written() if name != edition.SHIPPED.name else edition.SHIPPED)


def written() -> edition.Edition:
    """The words as the database has them now."""
    groups = tuple(tuple(phrases_of(each.words)) for each in SynonymGroup.objects.filter(is_used=True).order_by("pk"))
    first = dict(SiteWord.objects.order_by("form").values_list("form", "word"))
    name = hashlib.sha256(json.dumps([groups, first]).encode()).hexdigest()
    return edition.Edition(name, groups, first)
