"""What the quick widgets write is what Django's own templates write."""

import re

import pytest
from django import forms
from django.test.html import parse_html

from forms.widgets import quicken

CHOICES = [("", "Välj"), ("a", "A & <b>"), ("b", 'B "citat"')]
HOSTILE = "\"><script>alert(1)</script>'&"


@pytest.mark.parametrize("value", [None, "", "a", "b", HOSTILE, ["a", "b"], 0])
@pytest.mark.parametrize(
    "make",
    [
        lambda: forms.TextInput({"size": 12, "required": True, "disabled": False}),
        lambda: forms.NumberInput({"min": 0}),
        lambda: forms.EmailInput(),
        lambda: forms.DateInput({"type": "date"}),
        lambda: forms.Textarea({"rows": 5}),
        lambda: forms.RadioSelect(choices=CHOICES),
        lambda: forms.CheckboxSelectMultiple(choices=CHOICES),
        lambda: forms.Select(choices=CHOICES),
    ],
)
def test_the_same_html_as_django(make, value):
    own, django = make(), make()
    quicken(own)
    attrs = {"id": "id_x", "aria-describedby": 'e"1', "aria-invalid": "true"}

    def html(widget):
        return parse_html(re.sub(r"\s+", " ", widget.render("x", value, attrs)))

    assert html(own) == html(django)
    assert "<script>" not in own.render("x", value, attrs)
