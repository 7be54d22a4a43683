from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    # Django has an app labelled "forms" of its own, which the form templates need.
    label = "portal_forms"
    verbose_name = "Blanketter"

    def ready(self) -> None:
        from forms.content import load
        from portal import navigation, shipped

        shipped.register_content("forms", 30, load)
        navigation.register(navigation.Item("Inkommet", "forms_inbox", "forms.register_submissions", 60))
