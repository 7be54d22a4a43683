"""A staff member's own scores of a conversation by MITI 4.2.1: numbers only, no word about the client.

Nobody else sees a rating until its owner shares it with a supervisor, and no longer than it is shared.
"""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from portal.scoping import ScopedQuerySet
from supervision.models.choices import Quiet

GLOBALS = ("cultivating", "softening", "partnership", "empathy")
COUNTS = (
    "information", "persuading", "persuading_with_permission", "questions", "simple_reflections", "complex_reflections",
    "affirmations", "collaboration", "autonomy", "confronting",
)  # fmt: skip
MOST = 300


class MiRatingQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own, and those shared with somebody who is still a supervisor."""
        mine = Q(person=user)
        if user.may("supervision.log_sessions"):
            mine |= Q(Exists(RatingShare.objects.filter(rating=OuterRef("pk"), shared_with=user)))
        return self.filter(mine).scoped()

    def of(self, user: Any) -> Self:
        return self.filter(person=user).scoped()


class GlobalScore(models.PositiveSmallIntegerField):
    """One of the four scores for the whole conversation, 1–5."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["validators"] = [MinValueValidator(1), MaxValueValidator(5)]
        super().__init__(*args, **kwargs)


class Tally(models.PositiveSmallIntegerField):
    """How many times something was said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"default": 0, "validators": [MaxValueValidator(MOST)]}
        super().__init__(*args, **kwargs)


class MiRating(Quiet):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Made when the form is shown: sending the same form twice gives one rating.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    date = models.DateField("datum")
    minutes = models.PositiveSmallIntegerField(
        "minuter", default=20, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    cultivating = GlobalScore("främja förändringstal")
    softening = GlobalScore("dämpa bibehållandetal")
    partnership = GlobalScore("partnerskap")
    empathy = GlobalScore("empati")
    information = Tally("ge information")
    persuading = Tally("övertala")
    persuading_with_permission = Tally("övertala med tillstånd")
    questions = Tally("frågor")
    simple_reflections = Tally("enkla reflektioner")
    complex_reflections = Tally("komplexa reflektioner")
    affirmations = Tally("bekräfta")
    collaboration = Tally("söka samarbete")
    autonomy = Tally("betona autonomi")
    confronting = Tally("konfrontera")

    objects = MiRatingQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name = "egen MI-skattning"
        verbose_name_plural = "egna MI-skattningar"
        default_permissions = ()
        constraints = [
            *(
                models.CheckConstraint(condition=Q(**{f"{name}__range": (1, 5)}), name=f"mi_{name}_1_to_5")
                for name in GLOBALS
            ),
            models.CheckConstraint(condition=Q(minutes__range=(1, 180)), name="mi_minutes"),
        ]
        indexes = [models.Index(fields=["person", "-date"], name="mi_rating_person_date")]

    def __str__(self) -> str:
        return f"MI-skattning {self.date}"

    @property
    def relational(self) -> float:
        return (self.partnership + self.empathy) / 2

    @property
    def technical(self) -> float:
        return (self.cultivating + self.softening) / 2

    @property
    def reflections(self) -> int:
        return self.simple_reflections + self.complex_reflections

    @property
    def complex_share(self) -> float | None:
        """Of the reflections, the part that is complex; None when there were none."""
        return self.complex_reflections / self.reflections if self.reflections else None

    @property
    def reflections_per_question(self) -> float | None:
        return self.reflections / self.questions if self.questions else None

    @property
    def adherent(self) -> int:
        return self.affirmations + self.collaboration + self.autonomy

    @property
    def non_adherent(self) -> int:
        return self.persuading + self.confronting


class RatingShare(Quiet):
    """That the owner of a rating lets one supervisor read it. The row goes when the sharing ends."""

    rating = models.ForeignKey(MiRating, on_delete=models.CASCADE, related_name="shares")
    shared_with = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name="handledare"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["rating", "shared_with"], name="rating_shared_once")]

    def __str__(self) -> str:
        return f"{self.rating_id} {self.shared_with_id}"
