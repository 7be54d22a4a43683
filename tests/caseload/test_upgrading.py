"""After an upgrade the caseload becomes what the new fold says, once, at the next start, without anybody's doing."""

import ast
import threading
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from caseload import upgrading
from caseload.models import Case, Fold, Proof
from caseload.projection import crew, rebuild, version
from portal import readiness
from tests.casework import open_eviction, open_housing, publish_shipped_forms

# What the sources of the fold import beside themselves, and why it decides no row.
DECIDES_NOTHING = {
    "forms/models/__init__.py": "names only; submissions and versions themselves are in the list",
    "portal/addresses.py": "where a row is read",
    "portal/db/one_view.py": "when is read, not what",
    "portal/db/quick.py": "how a row is written; what it writes is compared with what was to be written",
    "portal/kept/content.py": "a page's answer in memory, never a row",
    "portal/keys.py": "the key is data, kept with the database",
    "portal/locks.py": "who waits for whom",
    "portal/models/__init__.py": "asked when a form is sent, never when it is folded",
    "portal/scoping.py": "who sees",
    "forms/guard.py": "what may be published",
    "forms/models/rules.py": "who sees",
    "forms/visibility.py": "who sees",
}


@pytest.fixture
def case(person):
    return open_housing(person("sara"))


@pytest.fixture
def earlier(case):
    """The rows of an earlier version, which put a case into another stage."""
    Case.everything.update(stage="ko")
    Fold.objects.create(fingerprint="earlier")
    return case


def prepared():
    output = StringIO()
    call_command("prepare", stdout=output)
    return output.getvalue()


def only_the_caseload():
    return patch.object(readiness, "left_to_do", lambda: ["caseload"] if upgrading.is_left() else [])


def test_rows_of_an_earlier_fold_are_rewritten_at_the_next_start_and_only_then(earlier):
    with only_the_caseload():
        first, second = prepared(), prepared()

    assert "The caseload is rewritten: 1 people, 1 submissions. Rows that differed: case 1." in first
    assert second == ""
    assert Case.everything.get().stage == earlier.stage == "aktualiserad"
    assert Proof.objects.get().equal
    assert rebuild.verify().equal


def test_nothing_is_said_of_anybody(earlier):
    with only_the_caseload():
        said = prepared()

    assert earlier.number not in said
    assert "Prova" not in said


def test_rows_that_the_new_fold_would_write_too_are_left_alone(case):
    Fold.objects.create(fingerprint="earlier")

    with only_the_caseload(), patch.object(rebuild, "restore", side_effect=AssertionError):
        first, second = prepared(), prepared()

    assert "The caseload is proven: 1 submissions give the same rows as before." in first
    assert second == ""


def test_a_start_asks_and_folds_nothing(case, django_assert_num_queries):
    upgrading.bring_up_to_date()

    with django_assert_num_queries(1), patch.object(rebuild, "verify", side_effect=AssertionError):
        assert not upgrading.is_left()
        assert "caseload" in readiness.steps()


def test_an_installation_that_never_noted_it_proves_it_once(case):
    assert upgrading.is_left()
    assert not Fold.objects.exists()

    upgrading.bring_up_to_date()

    assert not upgrading.is_left()


def test_rebuilding_by_hand_leaves_nothing_to_do(earlier):
    call_command("rebuild_caseload", stdout=StringIO())

    assert not upgrading.is_left()


def test_what_was_cut_off_is_done_again(earlier):
    """The note is of one piece with the rows."""
    with patch.object(rebuild, "_restore", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        upgrading.bring_up_to_date()
    assert upgrading.is_left()
    with patch.object(version, "note", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        upgrading.bring_up_to_date()
    assert Case.everything.get().stage == "ko"  # rolled back with its note

    upgrading.bring_up_to_date()

    assert not upgrading.is_left()
    assert rebuild.verify().equal


def test_a_fold_that_breaks_keeps_nobody_from_starting(earlier, caplog):
    with patch.object(rebuild, "fold", side_effect=KeyError("Prova Påhittad")):
        said = upgrading.bring_up_to_date()

    assert "can't be folded (KeyError)" in said
    assert "Prova" not in said
    assert Case.everything.get().stage == "ko"
    assert upgrading.is_left()  # and is tried again
    assert "can't fold" in caplog.text


def test_there_is_one_note(case):
    version.note()
    version.note()

    assert Fold.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Fold.objects.create(pk=2, fingerprint="other")


def test_before_the_migrations_no_app_is_asked(monkeypatch):
    monkeypatch.setattr(readiness, "missing_migrations", lambda: {("caseload", "0005_which_fold")})
    monkeypatch.setattr(version, "is_current", lambda: pytest.fail("asked"))

    left = readiness.left_to_do()

    assert left[0] == "migrations"
    assert left.index("content") < left.index("caseload")


def at_once(*calls):
    faults = []

    def run(call):
        try:
            call()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []


@pytest.mark.django_db(transaction=True)
def test_two_that_start_at_the_same_time_do_it_once(units, monkeypatch):
    """On two machines with one database, where no file keeps them apart; they have both found that there is work."""
    publish_shipped_forms()
    open_eviction()
    Case.everything.update(eviction="arbete")
    monkeypatch.setattr(crew, "helpers", lambda: 0)
    both, written, said = threading.Barrier(2, timeout=30), [], []
    verify, restore = rebuild.verify, rebuild._restore

    def found_work(*args):
        found = verify(*args)
        if not written:
            both.wait()
        return found

    monkeypatch.setattr(rebuild, "verify", found_work)
    monkeypatch.setattr(rebuild, "_restore", lambda *args: written.append(1) or restore(*args))

    at_once(*[lambda: said.append(upgrading.bring_up_to_date())] * 2)

    assert len(written) == 1
    assert sorted(each.split(":")[0] for each in said) == [
        "The caseload is rewritten",
        "The caseload was rewritten by another process meanwhile.",
    ]
    assert verify().equal


@pytest.mark.django_db(transaction=True)
def test_of_two_that_prepare_on_one_machine_one_waits(units, monkeypatch):
    inside, most = [], []

    def slow():
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.05)
        inside.pop()
        return ""

    monkeypatch.setattr(readiness, "left_to_do", lambda: ["slow"])
    monkeypatch.setattr(readiness, "steps", lambda: {"slow": readiness.Step("slow", lambda: True, slow)})

    at_once(prepared, prepared)

    assert most == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_who_sends_while_it_is_rewritten_waits_and_loses_nothing(units, monkeypatch):
    publish_shipped_forms()
    open_eviction()
    halfway, restore = threading.Event(), rebuild.cases_by_person

    def slow():
        found = restore()
        halfway.set()
        threading.Event().wait(0.5)  # time enough for the other one, if it did not wait
        return found

    monkeypatch.setattr(rebuild, "cases_by_person", slow)

    def send():
        assert halfway.wait(30)
        open_eviction(hyresgast="Ny Person")

    at_once(rebuild.restore, send)

    monkeypatch.undo()
    assert Case.everything.count() == 2
    assert rebuild.verify().equal


def test_a_changed_source_is_another_fold(tmp_path, monkeypatch):
    for name in version.sources():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((version.ROOT / name).read_bytes())
    real = version.fingerprint()
    monkeypatch.setattr(version, "ROOT", tmp_path)
    assert version.fingerprint() == real

    for name in ("caseload/effects/work.py", "caseload/projection/fold.py", "forms/effects.py"):
        before = version.fingerprint()
        with (tmp_path / name).open("a") as file:
            file.write("# more\n")
        assert version.fingerprint() != before


def test_what_the_fold_uses_is_in_its_fingerprint():
    """Whoever lets an effect use another file of ours names it in caseload/projection/version.py, or says here why not."""
    listed = set(version.sources())
    used = {file for name in listed for file in imports_of(version.ROOT / name)}

    assert used - listed == DECIDES_NOTHING.keys()


def imports_of(path):
    """The files of ours that the file imports."""
    nodes = ast.walk(ast.parse(path.read_text()))
    modules = {
        f"{node.module}.{each.name}" for node in nodes if isinstance(node, ast.ImportFrom) for each in node.names
    }
    return {file for module in modules if (file := file_of(module))}


def file_of(module):
    """`forms.models.Submission` is in the package forms.models; None for what is not ours."""
    parts = module.split(".")
    for end in (len(parts), len(parts) - 1):
        path = Path(*parts[:end])
        for candidate in (path.with_suffix(".py"), path / "__init__.py"):
            if (version.ROOT / candidate).exists():
                return candidate.as_posix()
    return None
