from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "methods"
    verbose_name = "Handbok"

    def ready(self) -> None:
        from methods import actions, content, demo, panels, receivers
        from methods.personal import states
        from portal import chores, kept, shipped
        from portal.db.changes import watch

        panels.register_panels()
        receivers.connect()
        shipped.register_content("methods", 10, content.load)
        shipped.register_demo("methods", 15, demo.load)
        chores.register(chores.Chore("review reminders", 20, actions.remind_of_reviews))
        chores.register(chores.Chore("versions of amounts", 21, actions.keep_versions_of_new_amounts))
        own = ("Term", "Reference", "Amount", "AmountValue", "SharedText", "Review")
        watch("content", *(f"methods.{name}" for name in own))
        watch("personal", *(f"methods.{name}" for name in ("Reading", "Favourite", "Confirmation", "ReadRequest")))
        kept.register_states(states)
