"""Conditions and sums, in the form and in its rows, as the server evaluates them whatever the browser did."""

import pytest

from forms.builder import form_class
from tests.forms.making import DEBTS, A, B, answers, data, question_from, schema


def asked_if(*tests, match=""):
    return {"show_if": {"match": match, "tests": list(tests)}}


@pytest.mark.parametrize(
    ("match", "posted", "kept"),
    [
        ("", {"x": "a", "y": "b"}, True),
        ("", {"x": "a", "y": "a"}, False),
        ("", {"x": "b", "y": "b"}, False),
        ("any", {"x": "a", "y": "a"}, True),
        ("any", {"x": "b", "y": "b"}, True),
        ("any", {"x": "b", "y": "a"}, False),
        ("any", {}, False),
    ],
)
def test_conditions_with_and_and_or(match, posted, kept):
    form_schema = schema(("x", "choice"), ("y", "choice"), ("z", "text", asked_if(A, B, match=match)))

    assert ("z" in answers(form_schema, z="svar", **posted)) is kept


@pytest.mark.parametrize(
    ("test", "number", "kept"),
    [
        ({"operator": "at_least", "values": ["3"]}, "3", True),
        ({"operator": "at_least", "values": ["3"]}, "2", False),
        ({"operator": "at_most", "values": ["3"]}, "3", True),
        ({"operator": "at_most", "values": ["3"]}, "", False),
        ({"operator": "answered"}, "0", True),
        ({"operator": "answered"}, "", False),
        ({"operator": "not", "values": ["3"]}, "4", True),
        ({"operator": "not", "values": ["3"]}, "3", False),
        ({"operator": "not", "values": ["3"]}, "", False),
    ],
)
def test_conditions_on_numbers_and_on_whether_there_is_an_answer(test, number, kept):
    form_schema = schema(("x", "int"), ("z", "text", {"show_if": {"question": "x"} | test}))

    assert ("z" in answers(form_schema, x=number, z="svar")) is kept


def test_what_depends_on_a_hidden_answer_is_hidden_too():
    form_schema = schema(
        ("x", "choice"), ("y", "choice", {"show_if": A, "required": True}), ("z", "text", {"show_if": B})
    )

    assert answers(form_schema, x="b", y="b", z="svar") == {"x": "b"}


def test_a_whole_step_can_depend_on_an_answer():
    steps = [
        {"questions": [question_from(("x", "choice"))]},
        {"questions": [question_from(("y", "text", {"required": True}))], "show_if": A},
    ]

    assert answers(schema(steps=steps), x="b", y="svar") == {"x": "b"}
    assert not form_class(schema(steps=steps))(data(x="a")).is_valid()


def test_conditions_inside_rows_look_at_the_row_first_and_then_at_the_form():
    form_schema = schema(("x", "choice"), DEBTS)
    rows = {"skuld__count": "2", "skuld__0__typ": "a", "skuld__0__kr": "10", "skuld__0__vard": "V",
            "skuld__1__typ": "b", "skuld__1__kr": "20", "skuld__1__vard": "smuggel", "skuld__1__not": "smuggel"}  # fmt: skip

    assert answers(form_schema, x="b", **rows)["skuld"] == [
        {"typ": "a", "kr": "10.00", "vard": "V"},
        {"typ": "b", "kr": "20.00"},
    ]


def test_a_fault_in_a_row_stands_at_its_cell_and_in_the_summary():
    form = form_class(schema(("x", "choice"), DEBTS))(data(skuld__count="1", skuld__0__typ="a", skuld__0__kr="10"))

    assert not form.is_valid()
    assert form.errors["skuld"] == ["Rad 1, Vard: Svara på frågan."]
    assert 'id="id_skuld-0-vard_error">Svara på frågan.' in str(form["skuld"])


def test_sums_are_done_by_the_server_over_numbers_and_rows():
    terms = [
        {"question": "lon"},
        {"question": "skuld", "column": "kr", "minus": True, "where": "typ", "values": ["a"]},
    ]
    form_schema = schema(
        ("x", "choice"), ("lon", "kr"), DEBTS, ("kvar", "sum", {"terms": terms}),
        ("varning", "text", {"show_if": {"question": "kvar", "operator": "at_most", "values": ["50"]}}),
    )  # fmt: skip
    rows = {"skuld__count": "2", "skuld__0__typ": "a", "skuld__0__kr": "60,50", "skuld__0__vard": "V",
            "skuld__1__typ": "b", "skuld__1__kr": "20"}  # fmt: skip

    found = answers(form_schema, lon="100", kvar="9999", varning="ja", **rows)

    assert (found["kvar"], found["varning"]) == ("39.50", "ja")
