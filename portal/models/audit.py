"""The audit log: who wrote and who read what. Each row holds a keyed hash over itself and the row before.

Rows are only added, by portal/audit.py. There are no foreign keys, so that a row outlives what it speaks of.
"""

from django.db import models


class Action(models.TextChoices):
    READ = "read", "läste"
    SEARCH = "search", "sökte"
    LIST = "list", "såg lista"
    WRITE = "write", "skrev"
    EXPORT = "export", "exporterade"
    PRINT = "print", "skrev ut"
    DENIED = "denied", "nekades"
    LOGIN = "login", "loggade in"


# What the log's pages call the kinds of things; one that is missing stands as it is.
KINDS = {
    "addition": "tillägg", "audit": "läslogg", "case": "ärende", "case_access": "vem som får se ärendet",
    "chapter": "kapitel", "confirmation": "läskvittens", "course_certificate": "intyg",
    "course_competence": "kompetens", "course_occasion": "kurstillfälle", "course_participants": "deltagarlista",
    "emergency": "nödåtkomst", "file": "fil", "flat": "lägenhet", "form_rules": "regler för blankett",
    "mi_rating": "MI-skattning", "post": "utskick", "proof": "bevis", "protected": "skyddade uppgifter",
    "question": "fråga", "read_request": "läsuppdrag", "remark": "synpunkt", "review": "granskning",
    "session_note": "anteckning om träff", "sheet": "blad", "submission": "blankett", "supervision": "handledning",
    "supervision_figures": "handledningens siffror", "supervision_group": "handledningsgrupp",
    "supervision_plan": "handledningsplan", "supervision_question": "fråga till handledning", "user": "användare",
}  # fmt: skip


class AuditEvent(models.Model):
    sequence = models.BigIntegerField(primary_key=True, verbose_name="nummer")
    at = models.DateTimeField("tid")
    actor = models.CharField("användare", max_length=150, db_index=True)
    roles = models.CharField("roller", max_length=300, blank=True)
    unit = models.CharField("enhet", max_length=40, blank=True)
    action = models.CharField("händelse", max_length=10, choices=Action.choices)
    target_kind = models.CharField("slag", max_length=60)
    target = models.CharField("objekt", max_length=80, blank=True)
    fields = models.JSONField("fält", default=list)
    reason = models.CharField("skäl", max_length=300, blank=True)
    request = models.CharField("anrop", max_length=36, blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-sequence"]
        verbose_name = "logghändelse"
        verbose_name_plural = "logghändelser"
        default_permissions = ()
        indexes = [models.Index(fields=["target_kind", "target"], name="audit_target")]

    @property
    def kind_in_words(self) -> str:
        return KINDS.get(self.target_kind, self.target_kind)

    def __str__(self) -> str:
        return f"{self.sequence} {self.actor} {self.get_action_display()} {self.target_kind} {self.target}"
