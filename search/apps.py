from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Sök"

    def ready(self) -> None:
        from portal import shipped
        from search import actions, receivers

        receivers.connect()
        shipped.register_content("search", 90, actions.rebuild_if_stale)
