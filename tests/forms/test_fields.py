"""The fields that Django does not have, and the rows."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from forms.fields import AmountField, IdentityNumberField, PhoneField
from forms.rows import RowsField


@pytest.mark.parametrize(
    ("text", "amount"),
    [("12450", "12450"), ("12 450", "12450"), ("12\u00a0450,50", "12450.50"), ("12.450", "12450"), ("99.5", "99.50"),
     ("1.234.567,8", "1234567.80"), ("500 kr", "500"), ("500 kronor", "500"), ("0", "0"), ("75:-", "75")],
)  # fmt: skip
def test_amounts_as_people_write_them(text, amount):
    assert AmountField().clean(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["-5", "tolv", "1e5", "NaN", "Infinity", "1,2,3", "12 45 0,505", "9" * 11, "½"])
def test_what_is_no_amount(text):
    with pytest.raises(ValidationError):
        AmountField().clean(text)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_amount_written_in_swedish_is_read_back(amount):
    text = f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")
    assert AmountField().clean(text) == amount


@given(st.text(max_size=60))
def test_no_text_breaks_a_field(text):
    for field in (AmountField(required=False), IdentityNumberField(required=False), PhoneField(required=False)):
        try:
            field.clean(text)
        except ValidationError as error:
            assert error.messages[0].endswith((".", "-NNNN."))


def rows_field(required=False):
    columns = {"what": forms.CharField(label="Vad"), "when": forms.DateField(label="När", required=False)}
    return RowsField(columns, required=required)


def test_empty_rows_are_dropped_and_order_is_kept():
    rows = [{"what": "b", "when": ""}, {"what": "", "when": ""}, {"what": "a", "when": "2026-01-02"}]

    assert [row["what"] for row in rows_field().clean(rows)] == ["b", "a"]


def test_a_fault_names_its_row_and_column():
    with pytest.raises(ValidationError, match="Rad 2, Vad"):
        rows_field().clean([{"what": "a", "when": ""}, {"what": "", "when": "2026-01-02"}])


def test_a_required_field_needs_a_row():
    with pytest.raises(ValidationError, match="minst en rad"):
        rows_field(required=True).clean([{"what": "", "when": ""}])


@pytest.mark.parametrize("count", ["", "x", "-1", "999999999999", "1e3"])
def test_a_hostile_count_of_rows_is_harmless(count):
    rows = rows_field().widget.value_from_datadict({"r-count": count}, {}, "r")

    assert len(rows) <= 30
