"""The themes of handledning; an office may rename them or add its own."""

from supervision.models import Theme

THEMES = (
    ("parmmetoden", "Pärmmetoden"),
    ("mi", "Motiverande samtal"),
    ("gransen", "Gränsen mellan rådgivning och vardagsekonomi"),
    ("hembesok", "Hembesök"),
    ("boskola", "Boskolan"),
    ("samverkan", "Samverkan"),
    ("etik", "Etik"),
    ("arbetsmiljo", "Arbetsmiljö"),
)


def load() -> None:
    for order, (key, name) in enumerate(THEMES):
        Theme.objects.get_or_create(key=key, defaults={"name": name, "order": order * 10})
