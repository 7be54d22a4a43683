"""What many pages share: words explained once, and rules of law kept once."""

from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from methods.models.shipped import Shipped
from methods.reading import SearchSection

# Swedish puts å, ä and ö after z; the database need not know.
SWEDISH_ORDER = str.maketrans({"å": "{", "ä": "|", "ö": "}"})


def words_of(text: str) -> list[str]:
    """The words of a field where they are written with commas between, each once and in order."""
    return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))


class Term(Shipped, index.Indexed, models.Model):
    """A word of the field and what it means. The first time a page uses it the word leads to the explanation."""

    shipped_fields = ("name", "explanation", "also_known_as")

    name = models.CharField("ord", max_length=80, help_text="Så som ordet står i löpande text: ”avhysning”.")
    slug = models.SlugField("adress", max_length=80, unique=True, editable=False)
    explanation = models.TextField("förklaring", max_length=600, help_text="En eller två meningar på klar svenska.")
    also_known_as = models.CharField(
        "kallas också",
        max_length=300,
        blank=True,
        help_text="Andra ord för samma sak, med komma mellan. De förklaras på samma sätt när de står på en sida.",
    )

    panels = [FieldPanel("name"), FieldPanel("explanation"), FieldPanel("also_known_as")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name"), index.SearchField("also_known_as")]

    class Meta:
        ordering = ["name"]
        verbose_name = "ord i ordlistan"
        verbose_name_plural = "ordlista"
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="term_name_once", violation_error_message="Ordet finns redan i ordlistan."
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        base = slug = slugify(self.name)[:70] or "ord"
        number = 2
        while Term.objects.filter(slug=slug).exists():
            slug, number = f"{base}-{number}", number + 1
        return slug

    @property
    def synonyms(self) -> list[str]:
        return words_of(self.also_known_as)

    @property
    def words(self) -> list[str]:
        """Every way to write the word."""
        return [self.name, *self.synonyms]

    def search_section(self) -> SearchSection:
        """The word as it is found by searching: also by what else it is called."""
        also = f" Kallas också {', '.join(self.synonyms)}." if self.synonyms else ""
        return SearchSection(
            f"{reverse('glossary')}#ord-{self.slug}", f"Ordlistan: {self.name}", self.explanation + also
        )

    @property
    def sort_key(self) -> str:
        return self.name.lower().translate(SWEDISH_ORDER)

    @property
    def letter(self) -> str:
        return self.name[:1].upper()


class Certainty(models.TextChoices):
    HIGH = "H", "läst i lagtexten"
    MEDIUM = "M", "enligt en myndighet eller kommun"
    LOW = "L", "uppgift i andra hand"


class Reference(Shipped, index.Indexed, models.Model):
    """A rule of law in plain words, with its source and the day somebody last checked that it holds."""

    shipped_fields = ("title", "citation", "text", "valid_from", "checked_on", "certainty")

    key = models.SlugField("nyckel", max_length=60, unique=True, help_text="Kort namn, till exempel jb-12-44.")
    title = models.CharField("rubrik", max_length=120)
    citation = models.CharField("lagrum", max_length=160, help_text="Till exempel ”12 kap. 44 § jordabalken”.")
    text = models.TextField("vad regeln säger", help_text="Med egna ord, på klar svenska.")
    valid_from = models.DateField("gäller från", null=True, blank=True)
    checked_on = models.DateField("kontrollerad", help_text="Den dag då någon senast läste regeln i källan.")
    certainty = models.CharField("källa", max_length=1, choices=Certainty.choices, default=Certainty.HIGH)

    panels = [
        FieldPanel("title"),
        FieldPanel("citation"),
        FieldPanel("text"),
        FieldPanel("valid_from"),
        FieldPanel("checked_on"),
        FieldPanel("certainty"),
        FieldPanel("key"),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("citation")]

    class Meta:
        ordering = ["citation"]
        verbose_name = "lagrum"
        verbose_name_plural = "lagrum"

    def __str__(self) -> str:
        return f"{self.title} ({self.citation})"

    def shown_texts(self) -> list[str]:
        """What a page says of it; the day on which it was checked is no part of that."""
        return [self.title, *self.text.splitlines(), self.citation]
