from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Sök"

    def ready(self) -> None:
        from portal import shipped, starting
        from search import outbox, receivers
        from search.content import loader

        receivers.connect()
        post_migrate.connect(forget_tokens_without_sections, sender=self)
        shipped.register_content("search", 90, loader.load)
        if settings.ELASTICSEARCH_URL:
            if find_spec("elasticsearch") is None:
                raise ImproperlyConfigured("ELASTICSEARCH_URL needs its client: requirements/install.sh scale")
            starting.register("search", outbox.start)


def forget_tokens_without_sections(using: str, **_kwargs: Any) -> None:
    """Emptying all models' tables (flush, the tests) knows nothing of the store's own tables; so they follow here."""
    from django.db import connections

    from search.models import Section
    from search.stores import store_for

    connection = connections[using]
    tables = connection.introspection.table_names()
    if "search_term" in tables and not Section.objects.using(using).exists():
        store_for(connection).clear()
