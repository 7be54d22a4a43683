"""Which words are names of people in the caseload: compared by keyed hash, for the identity guard of handledning."""

from collections.abc import Collection

from caseload.models import NameKey
from portal import identity


def known_names(words: Collection[str]) -> set[str]:
    """Those of `words` (as `portal.identity.name_words` writes them) that are a word of somebody's name.

    Asks for hashes and gets hashes: no name is read, logged or kept, and the answer says not whose it is.
    """
    by_digest = {digest: word for word in words for digest in identity.name_hashes(word)}
    found = NameKey.objects.filter(digest__in=by_digest).values_list("digest", flat=True)
    return {by_digest[digest] for digest in found}
