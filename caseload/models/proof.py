from django.db import models


class Proof(models.Model):
    """One run of the verifying rebuild. The newest is shown to those who look after the installation."""

    at = models.DateTimeField("tid", auto_now_add=True)
    submissions = models.PositiveIntegerField("blanketter")
    sha256 = models.CharField("fingeravtryck", max_length=64)
    equal = models.BooleanField("lika")

    class Meta:
        ordering = ["-at"]
        verbose_name = "bevis"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {'lika' if self.equal else 'olika'}"
