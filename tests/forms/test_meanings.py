"""No answer is ever lost, relabelled or merged, whatever an editor does to a form (a state machine plays the editor)."""

import json

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from forms import guard
from forms.codebook import columns, columns_of
from forms.content.loader import page_from
from forms.models import FormVersion
from forms.schema import Schema, alike

LABELS = st.sampled_from(["Hyra", "El", "hyra?", "Övrigt", "Skick"])
TYPES = st.sampled_from(["text", "textarea", "int", "date", "bool"])
PICK = st.integers(0, 7)


class Editor(RuleBasedStateMachine):
    """Adds, renames, retypes, removes, restores and publishes; people answer in between, with answers told apart."""

    def __init__(self):
        super().__init__()
        self.draft = []
        self.versions = []
        self.sent = []  # (number of the version, {key: answer})
        self.add("Namn", "text")
        self.publish()

    @rule(label=LABELS, kind=TYPES)
    def add(self, label, kind):
        if len(self.draft) < 8:
            self.draft.append({"key": "", "label": label, "type": kind})

    @rule(pick=PICK, label=LABELS)
    def rename(self, pick, label):
        self.chosen(pick)["label"] = label

    @rule(pick=PICK, kind=TYPES)
    def retype(self, pick, kind):
        """As somebody might do by other ways than the editor, which has one block for each type."""
        self.chosen(pick)["type"] = kind

    @rule(pick=PICK, kind=TYPES)
    def replace(self, pick, kind):
        old = self.chosen(pick)
        self.draft[self.draft.index(old)] = {"key": "", "label": old["label"], "type": kind}

    @precondition(lambda self: len(self.draft) > 1)
    @rule(pick=PICK)
    def remove(self, pick):
        self.draft.remove(self.chosen(pick))

    @rule(one=PICK, other=PICK)
    def swap_words(self, one, other):
        first, second = self.chosen(one), self.chosen(other)
        first["label"], second["label"] = second["label"], first["label"]

    @rule(pick=PICK)
    def restore(self, pick):
        old = self.versions[pick % len(self.versions)]
        self.draft = [{"key": each.key, "label": each.label, "type": each.type} for each in old.questions]

    @rule()
    def publish(self):
        page = page_from({"key": "T1", "title": "T", "audience": "public", "steps": [{"questions": self.draft}]})
        page.history = lambda: self.versions
        page.settle()
        schema = page.schema()
        if guard.faults(schema, self.versions):
            self.restore(len(self.versions) - 1)
            return
        self.versions.append(Schema.from_json(schema.to_json()))
        self.restore(len(self.versions) - 1)

    @rule(pick=PICK)
    def send(self, pick):
        """Also a draft of an older version that is finished now."""
        number = pick % len(self.versions)
        keys = [question.key for question in self.versions[number].questions]
        self.sent.append((number, {key: f"{len(self.sent)}:{key}" for key in keys}))

    def chosen(self, pick):
        return self.draft[pick % len(self.draft)]

    @invariant()
    def every_answer_stands_in_exactly_one_column_of_its_own_meaning(self):
        found = columns_of([(str(number), schema) for number, schema in enumerate(self.versions, 1)])
        assert len({column.name for column in found}) == len(found)
        for number, answers in self.sent:
            for key in answers:
                question = self.versions[number].question(key)
                places = [column for column in found if column.holds(question)]
                assert len(places) == 1
                worded = {wording.version: wording.label for wording in places[0].wordings}
                assert worded[str(number + 1)] == question.label

    @invariant()
    def a_key_has_one_kind_of_answer_for_ever_and_words_that_follow_each_other(self):
        history = {}
        for schema in self.versions:
            for question in schema.questions:
                history.setdefault(question.key, []).append(question)
        for questions in history.values():
            assert all(alike(questions[0].type, each.type) for each in questions)

    @invariant()
    def no_two_questions_that_were_asked_side_by_side_share_a_column(self):
        for schema in self.versions:
            keys = [question.key for question in schema.questions]
            assert len(set(keys)) == len(keys)


Editor.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_whatever_the_editor_does = pytest.mark.django_db(Editor.TestCase)


@pytest.mark.django_db
def test_the_machine_notices_when_the_rule_is_off(monkeypatch):
    monkeypatch.setattr(guard, "kept_together", lambda schema, history: [])

    with pytest.raises(AssertionError):
        run_state_machine_as_test(Editor, settings=settings(max_examples=200, deadline=None, print_blob=False))


def version(number, *questions, **more):
    return (str(number), Schema.from_dict(
        {"key": "T1", "title": "T", "audience": "public", "steps": [{"questions": list(questions)}]} | more
    ))  # fmt: skip


NAME = {"key": "namn", "label": "Namn", "type": "text"}
RENT = {"key": "hyra", "label": "Hyra", "type": "kr"}


def test_one_column_for_each_meaning_with_its_words_by_version():
    found = columns_of([version(1, NAME, RENT), version(2, RENT | {"label": "Månadshyra"})])

    assert [(column.name, column.label) for column in found] == [("hyra", "Månadshyra"), ("namn", "Namn")]
    assert [(each.version, each.label) for each in found[0].wordings] == [("1", "Hyra"), ("2", "Månadshyra")]


def test_two_meanings_that_shared_a_key_before_there_was_a_rule_have_columns_of_their_own():
    found = columns_of([version(1, NAME), version(2, NAME | {"type": "date"})])

    assert [column.name for column in found] == ["namn_date", "namn_text"]


def test_columns_of_rows_and_choices_keep_their_words_too():
    rows = {"key": "r", "label": "R", "type": "rows", "columns": [NAME]}
    kind = {"key": "k", "label": "K", "type": "choice", "options": [["a", "Ja"], ["b", "Nej"]]}
    later = kind | {"options": [["a", "Ja, ofta"], ["c", "Vet inte"]]}
    found = columns_of([version(1, rows, kind), version(2, rows | {"columns": [NAME | {"label": "Borgenär"}]}, later)])

    assert [each.label for each in found[0].columns[0].wordings] == ["Namn", "Borgenär"]
    assert {value: found[1].option_label(value) for value in "abcx"} == {
        "a": "Ja, ofta", "b": "Nej", "c": "Vet inte", "x": "x",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_translation_shares_the_columns_of_its_original():
    FormVersion.objects.publish(version(1, NAME)[1], by="mats")
    FormVersion.objects.publish(
        version(1, NAME | {"label": "Name"}, key="T1-en", language="en", original="T1")[1], by="mats"
    )
    found = columns("T1")

    assert [(column.name, column.label) for column in found] == [("namn", "Namn")]
    assert [(each.version, each.label) for each in found[0].wordings] == [("1", "Namn"), ("1 (en)", "Name")]


@pytest.mark.django_db
def test_an_open_draft_of_an_older_version_can_still_be_finished_in_its_own_words():
    from forms.builder import form_class

    old = FormVersion.objects.publish(version(1, NAME, RENT)[1], by="mats")
    FormVersion.objects.publish(version(2, NAME | {"label": "Efternamn"})[1], by="mats")
    form = form_class(old.read())({"namn": "P", "hyra": "100"})

    assert form.is_valid()
    assert [(each["question"].label, each["value"]) for each in old.shown(json.loads(json.dumps(form.answers())))] == [
        ("Namn", "P"), ("Hyra", "100.00"),
    ]  # fmt: skip
