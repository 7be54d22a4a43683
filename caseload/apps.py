from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    name = "caseload"
    verbose_name = "Ärenden"

    def ready(self) -> None:
        from caseload import demo, desk, names, permissions
        from caseload.effects import EFFECTS
        from caseload.projection.store import project
        from forms import effects, links, visibility
        from portal import shipped
        from supervision import identity_guard

        effects.register("caseload", [declared.effect for declared in EFFECTS.values()], project)
        visibility.register(permissions.submissions_visible_to)
        links.register(permissions.link_to_case)
        identity_guard.register_name_check(names.known_names)
        desk.register()
        shipped.register_demo("cases", 50, demo.load)
