"""Shipped words become the editors': what they have changed stays as they want it, also when the files change."""

import tomllib
from pathlib import Path

from django.db import transaction

from search import actions
from search.models import SiteWord, SynonymGroup

HERE = Path(__file__).parent


@transaction.atomic
def load() -> None:
    groups = tomllib.loads((HERE / "synonyms.toml").read_text("utf-8"))["groups"]
    first = tomllib.loads((HERE / "words.toml").read_text("utf-8"))["first"]
    changed = [_load_group(", ".join(words)) for words in groups]
    changed += [_load_word(form, word) for form, word in first.items()]
    if any(changed):
        actions.words_changed()
    actions.rebuild_if_stale()


def _load_group(words: str) -> bool:
    """True when the group is new, or follows the file because no editor has touched it."""
    key = words.split(",")[0]
    group = SynonymGroup.objects.filter(shipped_as=key).first()
    if group is None:
        SynonymGroup.objects.bulk_create([SynonymGroup(words=words, shipped_as=key, shipped_words=words)])
        return True
    if group.words != group.shipped_words or group.words == words:
        return False
    SynonymGroup.objects.filter(pk=group.pk).update(words=words, shipped_words=words)
    return True


def _load_word(form: str, word: str) -> bool:
    if SiteWord.objects.filter(form=form).exists():
        return False
    SiteWord.objects.bulk_create([SiteWord(form=form, word=word)])
    return True
