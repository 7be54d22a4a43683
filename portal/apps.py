from io import StringIO

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from portal import chores, content, demo, panels, shipped
        from portal.db import changes
        from portal.post import delivery
        from portal.roles import write_groups

        panels.register()
        shipped.register_content("portal", 0, content.load)
        shipped.register_demo("people", 0, demo.load)
        chores.register(chores.Chore("planned pages", 5, _publish_what_was_planned))
        chores.register(chores.Chore("deliver messages", 90, delivery.deliver))
        chores.register(chores.Chore("erase addresses", 95, delivery.erase_addresses))
        # After the last app: the groups are given rights on the models of the other apps too.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(write_groups, sender=last)
        _watch()
        post_migrate.connect(changes.make_triggers, sender=last)


def _publish_what_was_planned() -> None:
    """Pages that an editor lets be published or taken down at a later time."""
    from django.core.management import call_command

    call_command("publish_scheduled", stdout=StringIO())


def _watch() -> None:
    """What every page shows, and who its reader is."""
    from portal.db.changes import watch

    restrictions = ("wagtailcore.PageViewRestriction", "wagtailcore.PageViewRestriction_groups")
    watch("content", "wagtailcore.Site", *restrictions, "wagtailimages.Image", "wagtaildocs.Document")
    # A login writes last_login, which nobody sees.
    known = ("username", "first_name", "last_name", "password", "is_active", "is_superuser")
    watch("people", "portal.User", columns=known)
    watch("people", "portal.User_groups", "auth.Group")
    # A new session changes nobody's old one; one that ends does.
    watch("people", "sessions.Session", verbs=("update", "delete"))
