"""What a chapter said, kept for good: readers and confirmations point at it, so it outlives Wagtail's revisions."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from methods.canonical import Content, digest
from methods.differences import Change, changes
from portal.models import User

if TYPE_CHECKING:
    from methods.models.chapters import ChapterPage

PERSON = settings.AUTH_USER_MODEL


class VersionQuerySet(models.QuerySet["Version"]):
    def newest(self) -> Self:
        """The last version of each chapter."""
        later = Version.objects.filter(chapter=OuterRef("chapter")).order_by("-number").values("number")[:1]
        return self.filter(number=Subquery(later))


class Version(models.Model):
    """The words of a chapter at one time, snippets included, as canonical JSON with its hash. Never changed."""

    chapter = models.ForeignKey(
        "methods.ChapterPage", on_delete=models.SET_NULL, null=True, related_name="versions", verbose_name="sida"
    )
    number = models.PositiveIntegerField("version")
    content = models.JSONField("innehåll")
    digest = models.CharField("hash", max_length=64)
    made_at = models.DateTimeField("sparad", default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["chapter", "-number"]
        verbose_name = "version"
        verbose_name_plural = "versioner"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["chapter", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"

    @property
    def title(self) -> str:
        return str(self.content["title"])

    @property
    def is_intact(self) -> bool:
        """Whether the words are still those that the hash was made of."""
        return digest(self.content) == self.digest

    def changes_to(self, content: Content) -> list[Change]:
        """What is different in `content`, paragraph by paragraph."""
        return changes(self.content, content)


class OnesOwn(models.Model):
    """What a reader keeps about a chapter. It goes with either."""

    by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+", verbose_name="läsare")
    chapter = models.ForeignKey("methods.ChapterPage", on_delete=models.CASCADE, related_name="+", verbose_name="sida")

    class Meta:
        abstract = True
        default_permissions = ()


class Reading(OnesOwn):
    """The version of a chapter that a person last read."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+", verbose_name="version")
    at = models.DateTimeField("läst", default=timezone.now)

    class Meta(OnesOwn.Meta):
        ordering = ["-at"]
        verbose_name = "läsning"
        verbose_name_plural = "läsningar"
        constraints = [models.UniqueConstraint(fields=["by", "chapter"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.by} {self.version}"


class Favourite(OnesOwn):
    at = models.DateTimeField("vald", default=timezone.now)

    class Meta(OnesOwn.Meta):
        ordering = ["chapter__path"]
        verbose_name = "favorit"
        verbose_name_plural = "favoriter"
        constraints = [models.UniqueConstraint(fields=["by", "chapter"], name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.by} {self.chapter}"


class ReadRequestQuerySet(models.QuerySet["ReadRequest"]):
    def current(self) -> Self:
        """The last request of each published chapter; a later one takes the place of the earlier."""
        later = ReadRequest.objects.filter(version__chapter=OuterRef("version__chapter")).order_by("-version__number")
        return self.filter(version__chapter__live=True, pk=Subquery(later.values("pk")[:1])).select_related(
            "version__chapter", "previous"
        )

    def waiting_for(self, user: Any) -> list["ReadRequest"]:
        """Those that concern one of the user's roles and that the user has not answered yet."""
        names = {role.name for role in user.roles}
        concerned = [each for each in self.current().order_by("on", "pk") if names & set(each.roles)]
        if not concerned:
            return []
        read: dict[int | None, int] = dict(
            Confirmation.objects.filter(by=user, version__chapter__in=[each.version.chapter_id for each in concerned])
            .order_by("version__number")
            .values_list("version__chapter", "version__number")
        )
        return [each for each in concerned if read.get(each.version.chapter_id or 0, 0) < each.version.number]


class ReadRequest(models.Model):
    """An editor says that a version matters: why, and to which roles. They are asked to confirm that they read it."""

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, related_name="read_request", verbose_name="version"
    )
    previous = models.ForeignKey(
        Version,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="versionen före",
        help_text="Den som ändringen visas mot för den som inte har bekräftat någon tidigare.",
    )
    reason = models.CharField("varför det är viktigt", max_length=300)
    roles = models.JSONField("roller")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    on = models.DateField("dag", default=timezone.localdate)

    objects = ReadRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = "läskvittens att lämna"
        verbose_name_plural = "läskvittenser att lämna"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(version=F("previous")), name="read_request_two_versions"),
            models.CheckConstraint(condition=~Q(reason=""), name="read_request_reason"),
        ]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def chapter(self) -> "ChapterPage | None":
        return self.version.chapter

    def concerns(self, user: Any) -> bool:
        return bool({role.name for role in user.roles} & set(self.roles))

    def readers(self) -> models.QuerySet[User]:
        """Active staff of the roles concerned."""
        return User.objects.filter(is_active=True, groups__name__in=self.roles).distinct()

    def confirmations(self) -> "models.QuerySet[Confirmation]":
        """Who has read this version or a later one of the chapter."""
        return Confirmation.objects.filter(
            version__chapter=self.version.chapter_id, version__number__gte=self.version.number
        )


class Confirmation(models.Model):
    """A person says to have read a version. Points at the stored words, whatever happens to the page."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="confirmations", verbose_name="version"
    )
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    at = models.DateTimeField("bekräftad", default=timezone.now)

    class Meta:
        ordering = ["-at"]
        verbose_name = "läskvittens"
        verbose_name_plural = "läskvittenser"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["version", "by"], name="confirmation_once")]

    def __str__(self) -> str:
        return f"{self.by} {self.version}"
