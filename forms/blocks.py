"""What an editor builds a form of, in Wagtail's editor."""

from typing import Any

from wagtail import blocks

from forms import effects
from forms.schema import QUESTION_TYPES

COLUMN_TYPES = {key: label for key, label in QUESTION_TYPES.items() if key not in {"rows", "info", "choices", "file"}}
KEY_HELP = "Små bokstäver a–z, siffror och understreck. Ändra inte nyckeln när blanketten har använts."


class OptionBlock(blocks.StructBlock):
    value = blocks.CharBlock(label="Värde", max_length=50, help_text=KEY_HELP)
    label = blocks.CharBlock(label="Text", max_length=200)

    class Meta:
        label = "Svarsval"


class ColumnBlock(blocks.StructBlock):
    key = blocks.CharBlock(label="Nyckel", max_length=50, help_text=KEY_HELP)
    label = blocks.CharBlock(label="Rubrik", max_length=200)
    type = blocks.ChoiceBlock(label="Typ", choices=list(COLUMN_TYPES.items()), default="text")
    required = blocks.BooleanBlock(label="Obligatorisk", required=False)
    options = blocks.ListBlock(OptionBlock(), label="Svarsval", default=[], collapsed=True)

    class Meta:
        label = "Kolumn"


class ConditionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="Fråga (nyckel)", required=False, max_length=50)
    values = blocks.ListBlock(blocks.CharBlock(label="Svar", max_length=50), label="När svaret är", default=[])

    class Meta:
        label = "Visas bara om"


class QuestionBlock(blocks.StructBlock):
    key = blocks.CharBlock(label="Nyckel", max_length=50, help_text=KEY_HELP)
    label = blocks.CharBlock(label="Fråga", max_length=255)
    type = blocks.ChoiceBlock(label="Typ", choices=list(QUESTION_TYPES.items()), default="text")
    required = blocks.BooleanBlock(label="Obligatorisk", required=False)
    help = blocks.TextBlock(label="Hjälptext", required=False, rows=2)
    options = blocks.ListBlock(OptionBlock(), label="Svarsval", default=[], collapsed=True)
    columns = blocks.ListBlock(ColumnBlock(), label="Kolumner för rader", default=[], collapsed=True)
    minimum = blocks.IntegerBlock(label="Minst", required=False)
    maximum = blocks.IntegerBlock(label="Högst", required=False)
    default = blocks.CharBlock(
        label="Förifyllt svar", required=False, max_length=200, help_text="Skriv today i ett datum för dagens datum."
    )
    show_if = ConditionBlock(collapsed=True)

    class Meta:
        label = "Fråga"
        icon = "help"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="Rubrik", required=False, max_length=120)
    questions = blocks.ListBlock(QuestionBlock(), label="Frågor")

    class Meta:
        label = "Steg"
        icon = "list-ul"


class ArgumentBlock(blocks.StructBlock):
    parameter = blocks.CharBlock(label="Uppgift", max_length=50)
    question = blocks.CharBlock(label="Fråga (nyckel)", max_length=50)

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
    """A StreamField's value as plain lists and dicts, whether its lists hold bare values or items with ids."""
    if isinstance(value, blocks.StreamValue):
        return [plain(child.value) for child in value]
    if isinstance(value, blocks.StructValue):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | blocks.list_block.ListValue):
        return [plain(each) for each in value]
    return value
