from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    # Django has an app labelled "forms" of its own, which the form templates need.
    label = "portal_forms"
    verbose_name = "Blanketter"

    def ready(self) -> None:
        from forms import desk, drafts, handover
        from forms.actions import catch_up
        from forms.content import load
        from portal import chores, navigation, shipped
        from portal.db.changes import watch

        watch("content", "portal_forms.FormVersion")
        shipped.register_content("forms", 30, load)
        navigation.register(navigation.Item("Inkommet", "forms_inbox", "forms.register_submissions", 60))
        navigation.register(navigation.Item("Blankettregler", "forms_rules", "forms.manage_rules", 61))
        desk.register()
        chores.register(chores.Chore("forms_catch_up", 10, catch_up))
        chores.register(chores.Chore("forms_handover", 40, handover.deliver))
        chores.register(chores.Chore("forms_clear_drafts", 90, drafts.clear))
