from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "methods"
    verbose_name = "Handbok"

    def ready(self) -> None:
        from methods import actions, content, panels, receivers
        from portal import chores, shipped

        panels.register_panels()
        receivers.connect()
        shipped.register_content("methods", 10, content.load)
        chores.register(chores.Chore("review reminders", 20, actions.remind_of_reviews))
        chores.register(chores.Chore("versions of amounts", 21, actions.keep_versions_of_new_amounts))
