"""Makes the form page of the benchmark in the stock project."""

from blankett.models import FormField, FormPage
from wagtail.models import Page

page = Page.objects.get(depth=2).add_child(instance=FormPage(title="Blankett", slug="blankett", thanks="Tack."))
for order, (name, kind, choices) in enumerate(
    [
        ("namn", "singleline", ""),
        ("adress", "singleline", ""),
        ("epost", "email", ""),
        ("datum", "date", ""),
        ("antal", "number", ""),
        ("typ", "radio", "a,b,c"),
        ("val", "checkboxes", "a,b,c"),
        ("text", "multiline", ""),
    ]
):
    FormField.objects.create(page=page, sort_order=order, label=name, field_type=kind, choices=choices)
