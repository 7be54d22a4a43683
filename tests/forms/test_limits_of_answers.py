"""What an answer may be: identity numbers that may be missing, and limits told in plain words."""

import pytest

from forms.builder import form_class
from forms.schema import Schema
from tests.forms.making import answers, data, schema


@pytest.mark.parametrize(
    ("posted", "stored"), [({"nr__saknas": "on"}, "saknas"), ({"nr": "18900101-9802"}, "189001019802")]
)
def test_an_identity_number_can_be_said_to_be_missing(posted, stored):
    form_schema = schema(("nr", "pnr", {"required": True, "may_be_missing": True}))

    assert answers(form_schema, **posted) == {"nr": stored}


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [({}, "kryssa för att det saknas"), ({"nr": "18900101-9802", "nr__saknas": "on"}, "både skrivit ett nummer"),
     ({"nr": "123"}, "tio eller tolv siffror")],
)  # fmt: skip
def test_a_number_that_is_neither_given_nor_missing(posted, sentence):
    form = form_class(schema(("nr", "pnr", {"required": True, "may_be_missing": True})))(data(**posted))

    assert sentence in str(form.errors)


@pytest.mark.parametrize(
    ("kind", "limits", "value", "sentence"),
    [
        ("kr", {"minimum": 100}, "99", "minst 100\xa0kronor"),
        ("kr", {"maximum": 100}, "101", "högst 100\xa0kronor"),
        ("int", {"minimum": 2}, "1", "minst 2"),
        ("int", {"maximum": 2}, "3", "högst 2"),
        ("date", {"latest": "2026-01-31"}, "2026-02-01", "senast 31 januari 2026"),
        ("date", {"earliest": "2026-01-31"}, "2026-01-30", "tidigast 31 januari 2026"),
        ("text", {"maximum": 3}, "fyra", "högst 3 tecken"),
        ("scale", {"minimum": 0, "maximum": 10}, "11", "Välj ett av svaren"),
    ],
)
def test_limits_are_told_in_plain_words(kind, limits, value, sentence):
    form = form_class(schema(("x", kind, limits)))(data(x=value))

    assert sentence in str(form.errors)


def test_a_scale_can_start_at_zero_and_the_limit_is_kept_in_the_canonical_text():
    form_schema = schema(("x", "scale", {"minimum": 0, "maximum": 10}))

    assert answers(Schema.from_json(form_schema.to_json()), x="0") == {"x": 0}
