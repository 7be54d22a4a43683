"""One column per meaning over all versions of a form: what exports and their code book are made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forms.models import FormVersion
from forms.schema import NOT_ASKED, Question, Schema, alike


@dataclass(frozen=True)
class Wording:
    """How something was put in a version."""

    version: str  # "2"; of a translation "2 (en)"
    label: str


@dataclass
class Column:
    """One meaning: a question by key and kind of answer, however it has been worded. Rows have columns of their own."""

    name: str  # of the column in an export, unique in the form
    key: str
    type: str
    wordings: list[Wording] = field(default_factory=list)
    options: dict[str, list[Wording]] = field(default_factory=dict)
    columns: list["Column"] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The newest words in the form's own language."""
        own = [wording for wording in self.wordings if wording.version.isdigit()]
        return (own or self.wordings)[-1].label

    def option_label(self, value: str) -> str:
        """The newest words of a choice, or the value itself."""
        own = [each for each in self.options.get(value, []) if each.version.isdigit()] or self.options.get(value, [])
        return own[-1].label if own else value

    def holds(self, question: Question) -> bool:
        """Whether the answers to the question belong in this column."""
        return self.key == question.key and alike(self.type, question.type)


def columns(form_key: str) -> list[Column]:
    """The form's columns over all its versions, and those of its translations, which share its keys."""
    versions = FormVersion.objects.order_by("form_key", "number")
    own = [(str(version.number), version.read()) for version in versions if version.form_key == form_key]
    translated = [
        (f"{version.number} ({schema.language})", schema)
        for version in versions
        if version.form_key != form_key and (schema := version.read()).original == form_key
    ]
    return columns_of(own, translated)


def columns_of(versions: list[tuple[str, Schema]], translated: list[tuple[str, Schema]] | None = None) -> list[Column]:
    """The columns of the newest version in its order, then those that are no longer asked for."""
    found = list(_merged((number, list(schema.questions)) for number, schema in [*versions, *(translated or [])]))
    newest = list(versions[-1][1].questions) if versions else []
    places = {question.key: place for place, question in enumerate(newest)}
    current = [column for column in found if any(column.holds(question) for question in newest)]
    current.sort(key=lambda column: places[column.key])
    return _named(current + [column for column in found if column not in current])


def _merged(versions: Iterable[tuple[str, list[Question]]]) -> Iterator[Column]:
    found: dict[str, list[Column]] = {}
    inner: dict[int, list[tuple[str, list[Question]]]] = {}
    for version, questions in versions:
        for question in questions:
            if question.type in NOT_ASKED:
                continue
            same = found.setdefault(question.key, [])
            column = next((each for each in same if each.holds(question)), None)
            if column is None:
                column = Column(question.key, question.key, question.type)
                same.append(column)
            _add(column, version, question)
            inner.setdefault(id(column), []).append((version, list(question.columns)))
    for same in found.values():
        for column in same:
            column.columns = _named(list(_merged(inner[id(column)])))
            yield column


def _add(column: Column, version: str, question: Question) -> None:
    column.type = question.type
    column.wordings.append(Wording(version, question.label))
    for value, label in question.options:
        column.options.setdefault(value, []).append(Wording(version, label))


def _named(found: list[Column]) -> list[Column]:
    """Give columns of one key and different kinds of answers names of their own (possible only in old versions)."""
    keys = [column.key for column in found]
    for column in found:
        column.name = column.key if keys.count(column.key) == 1 else f"{column.key}_{column.type}"
    return found
