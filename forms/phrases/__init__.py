"""What the system itself says around the questions, in the languages that client forms are shipped in.

Easy Swedish uses the Swedish phrases: they are short already. The words of a form are its own (forms/content).
"""

from forms.phrases import arabic, english, somali
from forms.phrases.swedish import WORDS as SWEDISH

PHRASES = {"sv": SWEDISH, "en": english.WORDS, "ar": arabic.WORDS, "so": somali.WORDS}


def phrases(language: str) -> dict[str, str]:
    """The phrases of a language; Swedish for those that have none."""
    return PHRASES.get(language.split("-")[0], SWEDISH)
