"""The pages: all courses, and one page for each course. What a course promises is data on its page."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from portal.models import BasePage
from portal.models.pages import PLAIN_TEXT, Access

GROUPS_SHOWN = 24


class Audience(models.TextChoices):
    CLIENT = "client", "deltagare"
    STAFF = "staff", "personal"


class Kind(models.TextChoices):
    """How one registers. The nämnd decides it for each course, and the kinds are never mixed on one course."""

    OPEN_ANONYMOUS = "open_anonymous", "öppen utan identitet (förnamn eller påhittat namn)"
    OPEN_IDENTIFIED = "open_identified", "öppen med namn och kontaktuppgift"
    GRANTED = "granted", "beviljad insats i ärende (bara personal anmäler)"
    STAFF = "staff", "personal anmäler sig själv"


def _anybody(user: Any) -> bool:
    return True


class CoursesIndexPage(BasePage):
    """The way in to all courses: boskola for everybody, training for those who work here."""

    intro = RichTextField("inledning", features=PLAIN_TEXT, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("intro")]
    parent_page_types = ["portal.StartPage"]
    subpage_types = ["courses.CoursePage"]
    template = "courses/index_page.html"

    class Meta:
        verbose_name = "kurssida för alla kurser"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pages = CoursePage.objects.child_of(self).live().order_by("path")
        readable = [page for page in pages if page.readable_by(request.user)]
        return super().get_context(request, *args, **kwargs) | {
            "client_courses": [page for page in readable if page.audience == Audience.CLIENT],
            "staff_courses": [page for page in readable if page.audience == Audience.STAFF],
        }


class CoursePage(BasePage):
    """A course: what, for whom, how one registers, and what counts as having completed it."""

    audience = models.CharField("kursen är för", max_length=10, choices=Audience.choices, default=Audience.CLIENT)
    kind = models.CharField("anmälan", max_length=20, choices=Kind.choices, default=Kind.OPEN_ANONYMOUS)
    for_whom = RichTextField("vem kursen är för", features=PLAIN_TEXT)
    body = RichTextField("vad man gör på kursen", features=PLAIN_TEXT)
    good_to_know = RichTextField("bra att veta", features=PLAIN_TEXT, blank=True)
    sessions_required = models.PositiveSmallIntegerField(
        "träffar som krävs",
        null=True,
        blank=True,
        help_text="Så många träffar ska man ha varit med på för att ha gått kursen. Lämna tomt om det är alla.",
    )
    offer_hours = models.PositiveSmallIntegerField(
        "timmar att svara på en erbjuden plats",
        null=True,
        blank=True,
        help_text="Så länge hålls platsen för den som står först på reservlistan. Tomt: platsen ges direkt, utan fråga.",
    )
    priority_groups = models.TextField(
        "grupper som går först på reservlistan",
        blank=True,
        help_text="En grupp på varje rad, den som går först överst. För personal: yrkesrollen. Inom en grupp gäller tiden.",
    )
    valid_months = models.PositiveSmallIntegerField(
        "månader som utbildningen gäller", null=True, blank=True, help_text="Tomt: den slutar inte att gälla."
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("for_whom"),
        FieldPanel("body"),
        FieldPanel("good_to_know"),
        MultiFieldPanel(
            [
                FieldPanel("audience"),
                FieldPanel("kind"),
                FieldPanel("sessions_required"),
                FieldPanel("offer_hours"),
                FieldPanel("priority_groups"),
                FieldPanel("valid_months"),
            ],
            heading="Så fungerar kursen",
        ),
        InlinePanel(
            "parts",
            heading="Innehåll, träff för träff",
            label="träff",
            panels=[FieldPanel("title"), FieldPanel("goal"), FieldPanel("materials"), PageChooserPanel("chapter")],
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("for_whom"),
        index.SearchField("body"),
        index.SearchField("good_to_know"),
    ]
    parent_page_types = ["courses.CoursesIndexPage"]
    subpage_types: list[str] = []
    template = "courses/course_page.html"
    show_in_menus_default = False

    class Meta:
        verbose_name = "kurs"
        verbose_name_plural = "kurser"
        constraints = [
            models.CheckConstraint(
                name="course_kind_fits_audience",
                condition=models.Q(audience=Audience.STAFF, kind=Kind.STAFF)
                | models.Q(models.Q(audience=Audience.CLIENT), ~models.Q(kind=Kind.STAFF)),
            ),
            models.CheckConstraint(
                name="course_sessions_required_positive",
                condition=models.Q(sessions_required=None) | models.Q(sessions_required__gte=1),
            ),
            models.CheckConstraint(
                name="course_offer_hours_positive",
                condition=models.Q(offer_hours=None) | models.Q(offer_hours__gte=1),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if (self.audience == Audience.STAFF) != (self.kind == Kind.STAFF):
            raise ValidationError(
                {"kind": "En kurs för personal har anmälan för personal, och en för deltagare inte."}
            )
        if self.kind != self._stored_kind() and self.occasions.filter(registrations__isnull=False).exists():
            raise ValidationError(
                {"kind": "Kursen har anmälda. Gör en ny kurs om anmälan ska gå till på ett annat sätt."}
            )
        if self.audience == Audience.STAFF:
            self.access = Access.STAFF

    def _stored_kind(self) -> str:
        return CoursePage.objects.filter(pk=self.pk).values_list("kind", flat=True).first() or self.kind

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Occasions are defined after the pages that they belong to.
        from courses.models.coming import Coming

        groups = Paginator(Coming({self.pk: self}), GROUPS_SHOWN).get_page(request.GET.get("sida"))
        mine = {}
        if request.user.is_authenticated:
            held = apps.get_model("courses.Registration").objects.of(request.user).active()
            mine = {each.occasion_id: each for each in held.filter(occasion__in=groups.object_list)}
        rows = [{"occasion": occasion, "mine": mine.get(occasion.pk)} for occasion in groups.object_list]
        return super().get_context(request, *args, **kwargs) | {
            "groups": groups, "rows": rows, "parts": self._readable_parts(request),
        }  # fmt: skip

    def _readable_parts(self, request: HttpRequest) -> "list[CoursePart]":
        """A chapter that the reader may not read is not linked."""
        parts = list(self.parts.select_related("chapter"))
        for part in parts:
            chapter = part.chapter.specific if part.chapter and part.chapter.live else None
            part.chapter = chapter if chapter and getattr(chapter, "readable_by", _anybody)(request.user) else None
        return parts

    @property
    def is_for_staff(self) -> bool:
        return self.audience == Audience.STAFF

    @property
    def takes_public_registrations(self) -> bool:
        return self.kind in {Kind.OPEN_ANONYMOUS, Kind.OPEN_IDENTIFIED}

    def required_of(self, sessions: int) -> int:
        """How many of so many sessions one must attend."""
        return min(self.sessions_required or sessions, sessions)

    @property
    def groups(self) -> list[str]:
        """The groups that go first in the waiting list, in order."""
        return [line.strip() for line in self.priority_groups.splitlines() if line.strip()]

    def priority_of(self, group: str) -> int:
        """The place of the group in the order; who belongs to none comes after all of them."""
        names = [name.casefold() for name in self.groups]
        return names.index(group.strip().casefold()) if group.strip().casefold() in names else len(names)


class CoursePart(Orderable):
    """What one session of the course is about; the first part is the first session's."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="parts")
    title = models.CharField("rubrik", max_length=120)
    goal = models.CharField("mål", max_length=300, blank=True)
    materials = models.TextField("material", blank=True, help_text="En sak på varje rad. Blir en packlista.")
    chapter = models.ForeignKey(
        Page, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="läs mer i handboken"
    )

    class Meta(Orderable.Meta):
        verbose_name = "träffens innehåll"
        verbose_name_plural = "träffarnas innehåll"

    def __str__(self) -> str:
        return self.title

    @property
    def things(self) -> list[str]:
        return [line.strip() for line in self.materials.splitlines() if line.strip()]
