"""The parts of a chapter. Each is one template in templates/methods/blocks/ and one table of the shipped files."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

PROSE = ["h3", "bold", "italic", "ol", "ul", "link"]
FILM_FILES = (
    ("film", {"mp4", "webm"}, "Välj en film som slutar på .mp4 eller .webm."),
    ("captions", {"vtt"}, "Undertexterna behöver vara en fil som slutar på .vtt."),
)
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


class KeptInOnePlace(SnippetChooserBlock):
    """A text that is kept beside the pages: what is changed there changes on every page that shows it."""

    def get_searchable_content(self, value: Any) -> list[str]:
        return value.shown_texts() if value else []


class ReferenceBlock(KeptInOnePlace):
    """A rule of law."""

    class Meta:
        label = "lagrum"
        icon = "openquote"
        template = "methods/blocks/reference.html"


class AmountBlock(KeptInOnePlace):
    """A figure with the day from which it holds."""

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        amounts = super().bulk_to_python(values)
        shown = {amount.pk: amount for amount in amounts if amount}
        for amount in shown.values():
            amount.dated = []
        for value in apps.get_model("methods.AmountValue").objects.filter(amount__in=shown):
            value.amount = shown[value.amount_id]
            value.amount.dated.append(value)
        return amounts

    class Meta:
        label = "belopp"
        icon = "decimal"
        template = "methods/blocks/amount.html"


class SharedTextBlock(KeptInOnePlace):
    class Meta:
        label = "delad text"
        icon = "copy"
        template = "methods/blocks/shared_text.html"


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label="bild")
    alt = blocks.CharBlock(
        label="vad bilden visar",
        max_length=250,
        help_text="För den som inte ser bilden. Säg det som är viktigt, inte ”bild på”.",
    )
    caption = blocks.CharBlock(label="bildtext", max_length=250, required=False)

    class Meta:
        label = "bild"
        icon = "image"
        template = "methods/blocks/figure.html"


class FilmBlock(blocks.StructBlock):
    """A film of the office's own, never one from another host; without captions it can't be saved."""

    title = blocks.CharBlock(label="rubrik", max_length=120)
    film = DocumentChooserBlock(label="film", help_text="mp4 eller webm.")
    captions = DocumentChooserBlock(label="undertexter", help_text="En fil som slutar på .vtt, på svenska.")
    transcript = blocks.TextBlock(label="det som sägs och syns", rows=6, help_text="För den som hellre läser.")

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        faults = {
            name: ValidationError(sentence)
            for name, endings, sentence in FILM_FILES
            if value[name] and value[name].file_extension.lower() not in endings
        }
        if faults:
            raise blocks.StructBlockValidationError(block_errors=faults)
        return value

    class Meta:
        label = "film"
        icon = "media"
        template = "methods/blocks/film.html"


class WorksheetBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label="fil", help_text="Helst pdf med taggar, annars odt eller docx.")
    title = blocks.CharBlock(label="namn på bladet", max_length=120)
    text = blocks.CharBlock(label="vad det används till", max_length=250)

    class Meta:
        label = "arbetsblad"
        icon = "download"
        template = "methods/blocks/worksheet.html"


class SessionPlanBlock(blocks.StructBlock):
    """A session of the boskola, part by part. Gives the page a leader's page with a checklist for afterwards."""

    title = blocks.CharBlock(label="rubrik", max_length=120)
    parts = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("minutes", blocks.IntegerBlock(label="minuter", min_value=1, max_value=240)),
                ("title", blocks.CharBlock(label="ni gör", max_length=160)),
                ("tip", blocks.CharBlock(label="att tänka på", max_length=250, required=False)),
            ],
            label="del",
        ),
        label="delar",
        min_num=1,
    )
    exit_question = blocks.TextBlock(label="utgångsfråga", rows=2)

    class Meta:
        label = "plan för en träff"
        icon = "time"
        template = "methods/blocks/session_plan.html"


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
    amount = AmountBlock("methods.Amount")
    shared_text = SharedTextBlock("methods.SharedText")
    figure = FigureBlock()
    film = FilmBlock()
    worksheet = WorksheetBlock()
    session_plan = SessionPlanBlock()


class WaysOn(blocks.StreamBlock):
    """Where the work goes on: a form, a course, another page. Chosen pages follow when they are moved or renamed."""

    page = blocks.PageChooserBlock(label="sida")

    class Meta:
        required = False
        max_num = 6
