"""The floor's own items in the menu."""

from portal import navigation


def register() -> None:
    navigation.register(navigation.Item("Min sida", "desk", "portal.use_desk", 10))
    navigation.register(navigation.Item("Läslogg", "audit_log", "portal.read_audit_log", 90))
    navigation.register(navigation.Item("Utskick", "post_log", "portal.read_post_log", 92))
    navigation.register(navigation.Item("Redigera", "wagtailadmin_home", "wagtailadmin.access_admin", 95))
