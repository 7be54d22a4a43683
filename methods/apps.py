from django.apps import AppConfig


class MethodsConfig(AppConfig):
    name = "methods"
    verbose_name = "Handbok"

    def ready(self) -> None:
        from methods import content, panels
        from portal import shipped

        panels.register_panels()
        shipped.register_content("methods", 10, content.load)
