"""The parts of a chapter. Each is one template in templates/methods/blocks/ and one table of the shipped files."""

from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.snippets.blocks import SnippetChooserBlock

PROSE = ["h3", "bold", "italic", "ol", "ul", "link"]
NOTE_KINDS = [("info", "Bra att veta"), ("warning", "Stanna upp"), ("call", "Ring rådgivaren")]


def _sentences(label: str) -> blocks.ListBlock:
    return blocks.ListBlock(blocks.TextBlock(label="mening", rows=2), label=label, min_num=1)


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="rubrik", max_length=120)
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("title", blocks.CharBlock(label="steg", max_length=80)),
                ("text", blocks.TextBlock(label="text", rows=3, help_text="En till fyra meningar.")),
            ],
            label="steg",
        ),
        label="steg",
        min_num=1,
    )

    class Meta:
        label = "steg"
        icon = "list-ol"
        template = "methods/blocks/steps.html"


class DoDontBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="rubrik", max_length=120)
    do = _sentences("gör")
    dont = _sentences("gör inte")

    class Meta:
        label = "gör och gör inte"
        icon = "check"
        template = "methods/blocks/do_dont.html"


class DialogueBlock(blocks.StructBlock):
    intro = blocks.TextBlock(label="inledning", rows=2, help_text="Vem, var och vad samtalet visar.")
    lines = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("who", blocks.CharBlock(label="vem", max_length=40, help_text="Du, eller ett påhittat förnamn.")),
                ("text", blocks.TextBlock(label="replik", rows=2)),
                ("note", blocks.CharBlock(label="vad det är", max_length=80, required=False)),
            ],
            label="replik",
        ),
        label="repliker",
        min_num=2,
    )

    class Meta:
        label = "samtal"
        icon = "comment"
        template = "methods/blocks/dialogue.html"


class ExerciseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="rubrik", max_length=120)
    minutes = blocks.IntegerBlock(
        label="minuter", min_value=0, max_value=480, help_text="0 när ingen tid ska stå.", default=0
    )
    html = blocks.RichTextBlock(label="text", features=PROSE)

    class Meta:
        label = "övning eller läxa"
        icon = "pick"
        template = "methods/blocks/exercise.html"


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="rubrik", max_length=120)
    items = _sentences("punkter")

    class Meta:
        label = "checklista"
        icon = "tasks"
        template = "methods/blocks/checklist.html"


class NoteBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(label="slag", choices=NOTE_KINDS, default="info", search_index=False)
    title = blocks.CharBlock(label="rubrik", max_length=120)
    html = blocks.RichTextBlock(label="text", features=PROSE)

    class Meta:
        label = "ruta"
        icon = "warning"
        template = "methods/blocks/note.html"


class FactsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="rubrik", max_length=120)
    items = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("label", blocks.CharBlock(label="vad", max_length=120)),
                ("value", blocks.CharBlock(label="värde", max_length=60)),
            ],
            label="uppgift",
        ),
        label="uppgifter",
        min_num=1,
    )
    source = blocks.CharBlock(label="källa", max_length=200)
    as_of = blocks.DateBlock(label="gäller per", help_text="Den dag som uppgifterna gällde.")

    class Meta:
        label = "siffror"
        icon = "table"
        template = "methods/blocks/facts.html"


class ReferenceBlock(SnippetChooserBlock):
    """A rule of law, kept in one place: what is changed there changes on every page."""

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value.title, value.citation, value.text] if value else []

    class Meta:
        label = "lagrum"
        icon = "openquote"
        template = "methods/blocks/reference.html"


class ChapterBlocks(blocks.StreamBlock):
    heading = blocks.CharBlock(
        label="rubrik", max_length=120, icon="title", help_text="Börjar ett nytt avsnitt. Syns i ”På sidan”."
    )
    text = blocks.RichTextBlock(label="text", features=PROSE, template="methods/blocks/text.html")
    steps = StepsBlock()
    do_dont = DoDontBlock()
    dialogue = DialogueBlock()
    exercise = ExerciseBlock()
    checklist = ChecklistBlock()
    table = TypedTableBlock(
        [("text", blocks.TextBlock(label="text", rows=1))],
        label="tabell",
        icon="table",
        template="methods/blocks/table.html",
        help_text="Skriv alltid en tabellrubrik: den säger vad tabellen visar.",
    )
    note = NoteBlock()
    facts = FactsBlock()
    reference = ReferenceBlock("methods.Reference")
