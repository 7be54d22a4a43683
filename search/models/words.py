"""What editors tell the search: words that mean the same, words that begin compounds, and pages to show first."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, PageChooserPanel

LETTERS = RegexValidator(r"^[a-zåäöéü]+$", "Skriv små bokstäver utan mellanslag.")
MOST_IN_A_GROUP = 40


def phrases_of(words: str) -> list[str]:
    """The words and phrases of a field where they are written with commas between, each once."""
    return list(
        dict.fromkeys(each for each in (re.sub(r"\s+", " ", part).strip() for part in words.split(",")) if each)
    )


class SynonymGroup(models.Model):
    words = models.TextField(
        "ord som betyder samma sak",
        max_length=1000,
        help_text="Skriv ord och uttryck med komma mellan: ”vräkning, avhysning, bli av med lägenheten”."
        " En form av varje ord räcker.",
    )
    is_used = models.BooleanField(
        "används", default=True, help_text="Avmarkera i stället för att ta bort en grupp som följde med portalen."
    )
    shipped_as = models.CharField(max_length=100, blank=True, editable=False)
    shipped_words = models.TextField(blank=True, editable=False)

    panels = [FieldPanel("words"), FieldPanel("is_used")]

    class Meta:
        ordering = ["words"]
        verbose_name = "synonymgrupp"
        verbose_name_plural = "synonymer"
        constraints = [
            models.UniqueConstraint(
                fields=["shipped_as"], condition=~models.Q(shipped_as=""), name="search_shipped_group_once"
            )
        ]

    def __str__(self) -> str:
        return ", ".join(phrases_of(self.words)[:4])

    def clean(self) -> None:
        found = phrases_of(self.words)
        if len(found) < 2:
            raise ValidationError({"words": "Skriv minst två ord eller uttryck med komma mellan."})
        if len(found) > MOST_IN_A_GROUP:
            raise ValidationError({"words": f"En grupp kan ha högst {MOST_IN_A_GROUP} ord."})
        if not all(any(letter.isalnum() for letter in each) for each in found):
            raise ValidationError({"words": "Varje ord behöver minst en bokstav."})
        self.words = ", ".join(found)


class SiteWord(models.Model):
    form = models.CharField(
        "början på ordet",
        max_length=40,
        unique=True,
        validators=[LETTERS],
        help_text="Så som det skrivs först i ett sammansatt ord: ”bo” i boskola, ”hyres” i hyresskuld.",
    )
    word = models.CharField(
        "ordet det står för", max_length=40, validators=[LETTERS], help_text="”bo” för bo, ”hyra” för hyres."
    )

    panels = [FieldPanel("form"), FieldPanel("word")]

    class Meta:
        ordering = ["form"]
        verbose_name = "början på sammansatta ord"
        verbose_name_plural = "början på sammansatta ord"

    def __str__(self) -> str:
        return f"{self.form}- ({self.word})"


class Promotion(models.Model):
    queries = models.TextField(
        "sökningar",
        max_length=1000,
        help_text="Det som någon söker efter, med komma mellan: ”jour, akut, ringa i natt”. Ordens former och ordning"
        " spelar ingen roll.",
    )
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name="sida som visas först")

    panels = [FieldPanel("queries"), PageChooserPanel("page")]

    class Meta:
        ordering = ["queries"]
        verbose_name = "utvald träff"
        verbose_name_plural = "utvalda träffar"

    def __str__(self) -> str:
        return self.queries[:80]

    def clean(self) -> None:
        if not phrases_of(self.queries):
            raise ValidationError({"queries": "Skriv minst en sökning."})
        self.queries = ", ".join(phrases_of(self.queries))


class WordLists(models.Model):
    """One row: which edition of the editors' words the index was made with. Processes compare it with their own."""

    edition = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="search_one_edition")]

    def __str__(self) -> str:
        return self.edition


class MissedWord(models.Model):
    """A dictionary word that somebody searched for in vain, counted by month. Who, when and with what is not kept."""

    month = models.DateField("månad")
    word = models.CharField("ord", max_length=60)
    times = models.PositiveIntegerField("gånger", default=1)

    class Meta:
        ordering = ["-month", "-times", "word"]
        verbose_name = "sökning utan träff"
        verbose_name_plural = "sökningar utan träff"
        constraints = [
            models.UniqueConstraint(fields=["month", "word"], name="search_missed_word_once_a_month"),
        ]

    def __str__(self) -> str:
        return self.word
