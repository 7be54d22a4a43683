"""What an editor builds a form of, in Wagtail's editor: steps with one block for each type of question.

The editor writes words. Keys, which hold the answers together over the years, are made from the words when the form is
saved (forms/settling.py), and after that they stay.
"""

from typing import Any

from wagtail import blocks

from forms import effects
from forms.schema import OPERATORS, QUESTION_TYPES

NEEDS = [("required", "Måste besvaras"), ("wanted", "Påminn om svaret saknas"), ("optional", "Frivillig")]
ICONS = {
    "text": "pilcrow", "textarea": "doc-full", "date": "date", "datetime": "time", "int": "order", "kr": "tag",
    "bool": "check", "choice": "radio-full", "choices": "list-ul", "pnr": "user", "tel": "mobile-alt", "email": "mail",
    "scale": "order-up", "rows": "table", "sum": "plus", "colleague": "group", "items": "tasks", "info": "info-circle",
    "heading": "title", "file": "upload",
}  # fmt: skip
IN_ROWS = ("text", "date", "int", "kr", "bool", "choice", "scale", "pnr", "tel", "email", "textarea", "datetime")
KEY_HELP = "Lämna tomt: den görs av texten när du sparar. Ändra den inte sedan, för den håller ihop svaren över åren."
DAY_HELP = "Ett datum (2026-07-06) eller today för dagens datum. today-7 är för en vecka sedan."
VALUES_HELP = "Ett svar per rad, så som det står i frågan: Ja, Nej eller texten i svarsvalet."


class TestBlock(blocks.StructBlock):
    question = blocks.CharBlock(
        label="Fråga", max_length=255, help_text="Skriv frågan som den står, eller dess nyckel."
    )
    operator = blocks.ChoiceBlock(
        label="Villkor", choices=[(key or "is", label) for key, label in OPERATORS.items()], default="is"
    )
    values = blocks.TextBlock(label="Svar", required=False, rows=2, help_text=VALUES_HELP)

    class Meta:
        label = "Villkor"


class ConditionBlock(blocks.StructBlock):
    match = blocks.ChoiceBlock(
        label="Hur många av villkoren ska stämma?",
        choices=[("all", "Alla"), ("any", "Minst ett")],
        default="all",
    )
    tests = blocks.ListBlock(TestBlock(), label="Villkor", default=[])

    class Meta:
        label = "Visas bara om"
        icon = "view"


class TermBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="Fråga", max_length=255, help_text="Belopp, heltal eller upprepade rader.")
    column = blocks.CharBlock(label="Kolumn", required=False, max_length=255, help_text="När frågan har rader.")
    minus = blocks.BooleanBlock(label="Dra ifrån", required=False)
    where = blocks.CharBlock(
        label="Bara rader där kolumnen", required=False, max_length=255, help_text="Lämna tomt för alla rader."
    )
    values = blocks.TextBlock(label="har svaret", required=False, rows=2, help_text=VALUES_HELP)

    class Meta:
        label = "Del av summan"


def _options(required: bool) -> blocks.TextBlock:
    return blocks.TextBlock(
        label="Svarsval",
        rows=4,
        required=required,
        help_text="Ett per rad. När blanketten sparats står nyckeln före likhetstecknet: ändra bara texten efter det.",
    )


def _limits() -> list[tuple[str, blocks.Block]]:
    return [
        ("minimum", blocks.IntegerBlock(label="Minst", required=False)),
        ("maximum", blocks.IntegerBlock(label="Högst", required=False)),
    ]


def _default(help_text: str = "") -> tuple[str, blocks.Block]:
    return "default", blocks.CharBlock(label="Förifyllt svar", required=False, max_length=200, help_text=help_text)


def _longest() -> list[tuple[str, blocks.Block]]:
    return [("maximum", blocks.IntegerBlock(label="Högst antal tecken", required=False)), _default()]


def _days() -> list[tuple[str, blocks.Block]]:
    return [
        ("earliest", blocks.CharBlock(label="Tidigast", required=False, max_length=20, help_text=DAY_HELP)),
        ("latest", blocks.CharBlock(label="Senast", required=False, max_length=20, help_text=DAY_HELP)),
        _default(DAY_HELP),
    ]


def _own(kind: str) -> list[tuple[str, blocks.Block]]:
    """What only this type of question has."""
    if kind == "rows":
        return [("columns", ColumnsBlock(label="Kolumner", min_num=1))]
    if kind == "sum":
        return [("terms", blocks.ListBlock(TermBlock(), label="Räkna ihop", min_num=1))]
    return {
        "text": _longest,
        "textarea": _longest,
        "date": _days,
        "int": lambda: [*_limits(), _default()],
        "kr": lambda: [*_limits(), _default()],
        "bool": lambda: [_default("yes eller no. Lämna helst tomt, så att svaret är personens eget.")],
        "choice": lambda: [("options", _options(True)), _default("Svarsvalets nyckel.")],
        "choices": lambda: [("options", _options(True)), _default("Nycklar med komma emellan.")],
        "pnr": lambda: [
            ("may_be_missing", blocks.BooleanBlock(label="Kan vara okänt", required=False, default=True)),
        ],
        "scale": lambda: [*_limits(), ("options", _options(False))],
    }.get(kind, list)()


def _question(kind: str, *, in_rows: bool = False) -> blocks.StructBlock:
    told = kind in {"info", "heading"}
    words = (
        blocks.TextBlock(label="Text", rows=3) if kind == "info" else blocks.CharBlock(label="Text", max_length=255)
    )
    children: list[tuple[str, blocks.Block]] = [
        ("label", words if told else blocks.CharBlock(label="Kolumn" if in_rows else "Fråga", max_length=255))
    ]
    if not told:
        if kind != "sum":
            needs = NEEDS[::2] if in_rows else NEEDS
            children.append(("need", blocks.ChoiceBlock(label="Svar", choices=needs, default="required")))
        children.append(("help", blocks.TextBlock(label="Hjälptext", required=False, rows=2)))
    children += [
        *_own(kind),
        ("show_if", ConditionBlock(required=False, collapsed=True)),
        ("key", blocks.CharBlock(label="Nyckel", required=False, max_length=50, help_text=KEY_HELP)),
    ]
    return blocks.StructBlock(children, label=QUESTION_TYPES[kind], icon=ICONS[kind])


class TypedBlock(blocks.StreamBlock):
    """A stream of questions, one block type for each type of question. Reads the lists of older pages too."""

    def bulk_to_python(self, values: Any) -> Any:
        return super().bulk_to_python([[_as_child(each) for each in value or []] for value in values])

    def to_python(self, value: Any) -> Any:
        return super().to_python([_as_child(each) for each in value or []])


class ColumnsBlock(TypedBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__([(kind, _question(kind, in_rows=True)) for kind in IN_ROWS], **options)


class QuestionsBlock(TypedBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__([(kind, _question(kind)) for kind in QUESTION_TYPES], **options)


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Rubrik", required=False, max_length=120)
    show_if = ConditionBlock(required=False, collapsed=True)
    questions = QuestionsBlock(label="Frågor")

    class Meta:
        label = "Steg"
        icon = "list-ul"


class ArgumentBlock(blocks.StructBlock):
    parameter = blocks.CharBlock(
        label="Uppgift",
        max_length=100,
        help_text="Vad verkan behöver veta, till exempel Datum. Före publicering sägs vad som saknas.",
    )
    question = blocks.CharBlock(
        label="Fråga", max_length=255, help_text="Skriv frågan som den står, eller dess nyckel."
    )

    class Meta:
        label = "Koppling"


class BindingBlock(blocks.StructBlock):
    effect = blocks.ChoiceBlock(label="Verkan", choices=effects.choices)
    arguments = blocks.ListBlock(ArgumentBlock(), label="Kopplingar", default=[])

    class Meta:
        label = "Verkan"
        icon = "link"


class StepsBlock(blocks.StreamBlock):
    step = StepBlock()


class BindingsBlock(blocks.StreamBlock):
    binding = BindingBlock()


def plain(value: Any) -> Any:
    """A StreamField's value as plain lists and dicts; a question's dict tells its type."""
    if isinstance(value, blocks.StreamValue):
        typed = isinstance(value.stream_block, TypedBlock)
        return [({"type": child.block_type} if typed else {}) | plain(child.value) for child in value]
    if isinstance(value, blocks.StructValue):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | blocks.list_block.ListValue):
        return [plain(each) for each in value]
    return value


def _as_child(raw: Any) -> Any:
    """A question as older pages hold it (one block for all types, in a list) as a child of the stream."""
    value = raw.get("value") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or raw.get("type", "item") != "item" or not isinstance(value, dict):
        return raw
    return {"type": value["type"], "value": _renewed(value), "id": raw.get("id")}


def _renewed(old: dict[str, Any]) -> dict[str, Any]:
    """The value of an old question in the shape of today's block."""
    condition = _item_values([old.get("show_if") or {}])[0]
    tests = [condition | {"operator": "is", "values": "\n".join(_item_values(condition.get("values", [])))}]
    return old | {
        "need": "required" if old.get("required") else "optional",
        "options": "\n".join(f"{each['value']} = {each['label']}" for each in _item_values(old.get("options", []))),
        "columns": [_as_child(each) for each in old.get("columns", [])],
        "show_if": {"match": "all", "tests": tests if condition.get("question") else []},
    }


def _item_values(items: list[Any]) -> list[Any]:
    return [each["value"] if isinstance(each, dict) and each.get("type") == "item" else each for each in items]
