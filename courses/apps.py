from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Kurser"

    def ready(self) -> None:
        from courses import chores, content, demo, groups, panels
        from portal import shipped

        panels.register()
        chores.register()
        groups.register()
        shipped.register_content("courses", 20, content.load)
        shipped.register_demo("courses", 30, demo.load)
