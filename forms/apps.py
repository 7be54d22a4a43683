from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    # Django has an app labelled "forms" of its own, which the form templates need.
    label = "portal_forms"
    verbose_name = "Blanketter"
