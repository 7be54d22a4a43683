from django.conf import settings
from django.db import models


class Review(models.Model):
    """Somebody read the chapter through on a day and found that it holds. Made by methods.actions.mark_reviewed."""

    chapter = models.ForeignKey(
        "methods.ChapterPage", on_delete=models.CASCADE, related_name="reviews", verbose_name="sida"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    on = models.DateField("dag")
    note = models.CharField("anteckning", max_length=500, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = "granskning"
        verbose_name_plural = "granskningar"
        default_permissions = ()
        constraints = [
            # The same form sent twice is one review.
            models.UniqueConstraint(fields=["chapter", "by", "on", "note"], name="review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.chapter} {self.on:%Y-%m-%d}"
