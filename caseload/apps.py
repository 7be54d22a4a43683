from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    name = "caseload"
    verbose_name = "Ärenden"

    def ready(self) -> None:
        from caseload import (
            account,
            course_attendance,
            demo,
            desk,
            names,
            permissions,
            protection,
            proving,
            telling,
            upgrading,
        )
        from caseload.effects import EFFECTS
        from caseload.projection.store import project
        from courses import granted
        from forms import concealing, consequences, effects, links, visibility
        from portal import chores, health, readiness, shipped
        from supervision import identity_guard

        effects.register("caseload", [declared.effect for declared in EFFECTS.values()], project)
        visibility.register(permissions.submissions_visible_to)
        visibility.register_closing(permissions.submissions_closed_to)
        visibility.register_handling(permissions.submissions_handled_by)
        concealing.register(protection.covered_submissions, protection.submissions_worked_with)
        links.register(permissions.link_to_case)
        identity_guard.register_name_check(names.known_names)
        links.register_place(permissions.place_of_form)
        granted.register(course_attendance.report)
        granted.register_check(course_attendance.fault)
        consequences.register_preview(telling.preview)
        consequences.register_account("caseload/account.html", account.told)
        desk.register()
        shipped.register_demo("cases", 50, demo.load)
        chores.register(chores.Chore("prove the caseload", 99, proving.prove_nightly))
        readiness.register(readiness.Step("caseload", upgrading.is_left, upgrading.bring_up_to_date))
        health.register("proof", proving.health)
