"""Makes the form pages of the kill test: one with two questions, one with a file besides."""

from forms.content.loader import page_from
from forms.models import FormsIndexPage

QUESTIONS = [
    {"key": "namn", "label": "Namn", "type": "text", "required": True},
    {"key": "text", "label": "Text", "type": "textarea", "required": True},
]
FILE = {"key": "intyg", "label": "Intyg", "type": "file"}
for name, questions in (("a", QUESTIONS), ("b", [*QUESTIONS, FILE])):
    source = {"key": f"MATNING-{name}", "slug": f"matning-{name}", "title": "Mätning", "audience": "public"}
    page = page_from(source | {"steps": [{"questions": questions}]})
    FormsIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
