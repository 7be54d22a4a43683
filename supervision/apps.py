from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = "Handledning"

    def ready(self) -> None:
        from portal import shipped
        from supervision import demo, desk
        from supervision.content import themes

        desk.register()
        shipped.register_content("supervision", 40, themes.load)
        shipped.register_demo("supervision", 40, demo.load)
