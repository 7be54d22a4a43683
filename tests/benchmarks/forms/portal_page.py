"""Makes the form page of the benchmark in the portal: the same eight questions, no effects."""

from forms.content.loader import page_from
from forms.models import FormsIndexPage

CHOICES = [["a", "a"], ["b", "b"], ["c", "c"]]
KINDS = {"namn": "text", "adress": "text", "epost": "email", "datum": "date", "antal": "int", "typ": "choice",
         "val": "choices", "text": "textarea"}  # fmt: skip
questions = [
    {"key": key, "label": key.capitalize(), "type": kind, "required": True}
    | ({"options": CHOICES} if kind in {"choice", "choices"} else {})
    for key, kind in KINDS.items()
]
page = page_from(
    {
        "key": "MATNING",
        "slug": "matning",
        "title": "Mätning",
        "audience": "public",
        "steps": [{"questions": questions}],
    }
)
FormsIndexPage.objects.get().add_child(instance=page)
page.save_revision().publish()
