from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from portal import content, demo, panels, shipped
        from portal.roles import write_groups

        panels.register()
        shipped.register_content("portal", 0, content.load)
        shipped.register_demo("people", 0, demo.load)
        post_migrate.connect(write_groups, sender=self)
