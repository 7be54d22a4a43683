from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from portal import chores, content, demo, panels, shipped
        from portal.post import delivery
        from portal.roles import write_groups

        panels.register()
        shipped.register_content("portal", 0, content.load)
        shipped.register_demo("people", 0, demo.load)
        chores.register(chores.Chore("deliver messages", 90, delivery.deliver))
        chores.register(chores.Chore("erase addresses", 95, delivery.erase_addresses))
        # After the last app: the groups are given rights on the models of the other apps too.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(write_groups, sender=last)
