from django.apps import AppConfig, apps
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
        # After the last app: the groups are given rights on the models of the other apps too.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(write_groups, sender=last)
