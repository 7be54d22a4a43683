"""Figures and texts that many pages show, kept in one place. A new figure is a new row: the old ones are its history."""

from datetime import date
from functools import cached_property

from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.search import index

from methods.canonical import paragraphs
from portal.templatetags.swedish import tal

PROSE = ["bold", "italic", "ol", "ul", "link"]


class Amount(index.Indexed, ClusterableModel):
    """A figure that changes with time, such as a norm: each value with the day from which it holds and its source."""

    key = models.SlugField("nyckel", max_length=60, unique=True, help_text="Kort namn, till exempel riksnorm-ensam.")
    title = models.CharField("vad det är", max_length=120, help_text="Till exempel ”Riksnorm för en ensam vuxen”.")
    unit = models.CharField("enhet", max_length=40, help_text="Till exempel ”kronor i månaden”.")

    panels = [
        FieldPanel("title"),
        FieldPanel("unit"),
        FieldPanel("key"),
        InlinePanel(
            "values", label="värde", heading="Värden", min_num=1, help_text="Lägg till ett nytt; låt de gamla stå."
        ),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        ordering = ["title"]
        verbose_name = "belopp"
        verbose_name_plural = "belopp"

    def __str__(self) -> str:
        return self.title

    @cached_property
    def dated(self) -> list["AmountValue"]:
        """All values. A page with several amounts asks for them in one question (AmountBlock)."""
        return list(self.values.all())

    def value_on(self, day: date) -> "AmountValue | None":
        """The value that holds on a day; None before the first."""
        return max((each for each in self.dated if each.valid_from <= day), key=_since, default=None)

    @property
    def current(self) -> "AmountValue | None":
        return self.value_on(timezone.localdate())

    @property
    def coming(self) -> "AmountValue | None":
        """The next value that is already decided."""
        today = timezone.localdate()
        return min((each for each in self.dated if each.valid_from > today), key=_since, default=None)

    @property
    def history(self) -> list["AmountValue"]:
        """Earlier values, the last first."""
        current = self.current
        earlier = [each for each in self.dated if current and each.valid_from < current.valid_from]
        return sorted(earlier, key=_since, reverse=True)

    def shown_texts(self) -> list[str]:
        """What a page says today."""
        current = self.current
        if current is None:
            return [self.title]
        return [
            f"{self.title}: {current.shown}",
            f"Gäller från {current.valid_from.isoformat()}. Källa: {current.source}",
        ]


class AmountValue(models.Model):
    """One value; editing it later would rewrite history, so a correction is made where the fault is and nowhere else."""

    amount = ParentalKey(Amount, on_delete=models.CASCADE, related_name="values")
    value = models.DecimalField("värde", max_digits=12, decimal_places=2)
    valid_from = models.DateField("gäller från")
    source = models.CharField("källa", max_length=200, help_text="Myndighet, beslut och dag.")

    panels = [FieldPanel("value"), FieldPanel("valid_from"), FieldPanel("source")]

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = "värde"
        verbose_name_plural = "värden"
        constraints = [
            models.UniqueConstraint(
                fields=["amount", "valid_from"],
                name="amount_value_once_a_day",
                violation_error_message="Det finns redan ett värde från den dagen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shown} ({self.valid_from})"

    @property
    def shown(self) -> str:
        whole = self.value == self.value.to_integral_value()
        return f"{tal(self.value, 0 if whole else 2)} {self.amount.unit}"


def _since(value: AmountValue) -> date:
    return value.valid_from


class SharedText(index.Indexed, models.Model):
    """A text that several pages show. What is changed here changes on all of them."""

    title = models.CharField("namn", max_length=120, help_text="Visas bara för dig som redigerar.")
    text = RichTextField("text", features=PROSE)

    panels = [FieldPanel("title"), FieldPanel("text")]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.SearchField("text")]

    class Meta:
        ordering = ["title"]
        verbose_name = "delad text"
        verbose_name_plural = "delade texter"

    def __str__(self) -> str:
        return self.title

    def shown_texts(self) -> list[str]:
        return paragraphs(str(self.text))
