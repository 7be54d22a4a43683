"""The sections that can be found, in the words they are shown with. Their tokens lie in the store (search/stores)."""

from django.db import models


class Section(models.Model):
    """A heading's section of a published page. No foreign key: search_verify must be able to see orphans."""

    page_id = models.BigIntegerField("sida")
    position = models.PositiveSmallIntegerField("ordning på sidan")
    anchor = models.CharField("ankare", max_length=200, blank=True)
    title = models.CharField("sidans rubrik", max_length=255)
    summary = models.TextField("sidans sammanfattning", blank=True)
    heading = models.CharField("avsnittets rubrik", max_length=500)
    text = models.TextField("text", blank=True)
    access = models.CharField("vem får läsa", max_length=10)
    kind = models.CharField("slags sida", max_length=100)
    kind_name = models.CharField("slags sida i klartext", max_length=100)
    facets = models.JSONField("indelningar", default=dict)
    fingerprint = models.CharField("fingeravtryck av sidan", max_length=64)

    class Meta:
        verbose_name = "avsnitt i sökregistret"
        verbose_name_plural = "avsnitt i sökregistret"
        constraints = [models.UniqueConstraint(fields=["page_id", "position"], name="search_one_section_a_place")]

    def __str__(self) -> str:
        return f"{self.title}: {self.heading}"


class Undelivered(models.Model):
    """A section that was added or removed, and that Elasticsearch has not been told of (search/outbox.py)."""

    section_id = models.BigIntegerField("avsnitt, eller alla", null=True)
    at = models.DateTimeField("sedan", auto_now_add=True)

    class Meta:
        verbose_name = "ändring som väntar på Elasticsearch"
        verbose_name_plural = "ändringar som väntar på Elasticsearch"

    def __str__(self) -> str:
        return "alla avsnitt" if self.section_id is None else f"avsnitt {self.section_id}"
