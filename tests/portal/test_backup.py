"""Backup and restore with real commands on a data folder: whole while others write, and never a half restore."""

import json
import threading
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from tests.office import Office, copy_of
from tests.portal.test_launcher import dump_hash

pytestmark = pytest.mark.embedded


@pytest.fixture(scope="module")
def with_files(prepared, tmp_path_factory):
    """The demo office with an uploaded file of more than one part."""
    data = copy_of(prepared, tmp_path_factory.mktemp("backup") / "data")
    (data / "media" / "documents").mkdir(parents=True, exist_ok=True)
    (data / "media" / "documents" / "blad.pdf").write_bytes(b"%PDF" + bytes(range(256)) * 9000)
    return data


@pytest.fixture
def office(with_files, tmp_path):
    return Office(copy_of(with_files, tmp_path / "data"))


@pytest.fixture(scope="module")
def good_backup(with_files, tmp_path_factory):
    done = Office(with_files).manage("backup", str(tmp_path_factory.mktemp("backups")))
    return Path(done.stdout.strip())


LONGEST_WAIT = 120  # seconds: eight writers that take no turns may keep one of them waiting long


def opened(data: Path):
    connection = dbapi2.connect(str(data / "portal.sqlite3"), timeout=LONGEST_WAIT)
    connection.execute(f"PRAGMA key = \"x'{(data / 'keys/database.key').read_text().strip()}'\"")
    return connection


def damage(data: Path) -> None:
    """Something happens to the office after the backup."""
    connection = opened(data)
    with connection:
        connection.execute("UPDATE portal_unit SET name = 'Fel namn' WHERE key = 'boende'")
    connection.close()
    (data / "media" / "documents" / "blad.pdf").write_bytes(b"overwritten")


def test_what_was_there_comes_back(office, good_backup, with_files):
    damage(office.data)

    said = office.manage("restore", str(good_backup)).stdout

    assert dump_hash(office.data) == dump_hash(with_files)
    assert "before-restore-" in said
    assert list(office.data.glob("before-restore-*/portal.sqlite3"))
    assert not (office.data / "prepared.json").exists()


def test_on_an_empty_machine_with_the_keys_put_back(good_backup, with_files, tmp_path):
    empty = Office(tmp_path / "new")
    (empty.data / "keys").mkdir(parents=True, mode=0o700)
    for key in (with_files / "keys").iterdir():
        (empty.data / "keys" / key.name).write_bytes(key.read_bytes())
        (empty.data / "keys" / key.name).chmod(0o600)

    empty.manage("restore", str(good_backup))

    assert dump_hash(empty.data) == dump_hash(with_files)
    empty.start()
    assert empty.stop() == 0


def test_nothing_in_a_backup_can_be_read_without_the_key(good_backup):
    for path in good_backup.iterdir():
        content = path.read_bytes()
        assert b"SQLite format 3" not in content and b"%PDF" not in content and b"Boendeenheten" not in content


def shortened(backup: Path) -> None:
    path = backup / "database.sqlite3"
    path.write_bytes(path.read_bytes()[:-1024])


def one_bit(backup: Path) -> None:
    path = backup / "files.sqlite3"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def file_gone(backup: Path) -> None:
    (backup / "files.sqlite3").unlink()


def no_manifest(backup: Path) -> None:
    (backup / "manifest.json").unlink()


def altered_with_its_manifest(backup: Path) -> None:
    """Somebody changes a file and writes the right SHA-256 into the manifest."""
    import hashlib

    one_bit(backup)
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["files"]["files.sqlite3"] = hashlib.sha256((backup / "files.sqlite3").read_bytes()).hexdigest()
    (backup / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("fault", [shortened, one_bit, file_gone, no_manifest, altered_with_its_manifest])
def test_a_damaged_backup_is_refused_and_the_data_stays(office, good_backup, tmp_path, fault):
    bad = copy_of(good_backup, tmp_path / "bad")
    fault(bad)
    before = dump_hash(office.data)

    done = office.manage("restore", str(bad), check=False)

    assert done.returncode == 1
    assert "Nothing was changed." in done.stderr and "Traceback" not in done.stderr
    assert dump_hash(office.data) == before
    assert not list(office.data.glob("*restore*"))


@pytest.mark.parametrize(
    ("key", "sentence"), [("AUDIT", "belongs to other keys"), ("DATABASE", "can't be read with the key")]
)
def test_wrong_keys_are_refused(office, good_backup, key, sentence):
    done = office.manage("restore", str(good_backup), "--drill", check=False, **{f"PORTAL_KEY_{key}": "ab" * 32})

    assert done.returncode == 1
    assert sentence in done.stderr


def test_a_running_portal_is_not_restored_under_its_feet(office, good_backup):
    office.start()
    try:
        done = office.manage("restore", str(good_backup), check=False)
    finally:
        office.stop()

    assert done.returncode == 1
    assert "Stop it first" in done.stderr


def test_a_drill_verifies_and_changes_nothing(office, good_backup):
    damage(office.data)
    before = dump_hash(office.data)

    said = office.manage("restore", "--drill", str(good_backup)).stdout

    assert "The audit log holds." in said
    assert dump_hash(office.data) == before


def test_a_drill_finds_an_audit_log_that_was_tampered_with(office, tmp_path):
    connection = opened(office.data)
    with connection:
        connection.execute(
            "INSERT INTO portal_auditevent VALUES"
            " (999999, '2026-01-01', 'sara', '', '', 'read', 'case', '', '[]', '', '', '', 'x')"
        )
    connection.close()
    backup = office.manage("backup", str(tmp_path / "backups")).stdout.strip()

    done = office.manage("restore", "--drill", backup, check=False)

    assert done.returncode == 1
    assert "audit log in the backup does not hold" in done.stderr


def test_only_the_newest_are_kept(office, tmp_path):
    for _ in range(3):
        office.manage("backup", str(tmp_path / "backups"), "--keep", "2")

    assert len(list((tmp_path / "backups").iterdir())) == 2


def test_backups_while_others_write_hold_every_row_from_before(office, tmp_path):
    """Eight writers commit pairs of rows all the time: each backup has whole pairs, and all that were acknowledged."""
    setup = opened(office.data)
    with setup:
        setup.execute("CREATE TABLE pair (writer INTEGER, number INTEGER, half INTEGER)")
    setup.close()
    acknowledged, faults, stop = [0] * 8, [], threading.Event()

    def write(writer: int) -> None:
        connection = opened(office.data)
        connection.isolation_level = None
        while not stop.is_set():
            try:
                connection.execute("BEGIN IMMEDIATE")
                for half in (0, 1):
                    connection.execute("INSERT INTO pair VALUES (?, ?, ?)", (writer, acknowledged[writer] + 1, half))
                connection.execute("COMMIT")
                acknowledged[writer] += 1
            except dbapi2.Error as error:
                faults.append(error)
        connection.close()

    writers = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for writer in writers:
        writer.start()
    promised, made = [], []
    for _ in range(4):
        promised.append(list(acknowledged))
        made.append(Path(office.manage("backup", str(tmp_path / "backups")).stdout.strip()))
    stop.set()
    for writer in writers:
        writer.join()

    assert faults == [] and min(acknowledged) > 0
    for promise, backup in zip(promised, made, strict=True):
        restored = Office(tmp_path / backup.name)
        copy_of(office.data / "keys", restored.data / "keys")
        restored.manage("restore", str(backup))
        connection = opened(restored.data)
        rows = dict(connection.execute("SELECT writer, count(*) FROM pair GROUP BY writer").fetchall())
        odd = connection.execute("SELECT writer, number FROM pair GROUP BY 1, 2 HAVING count(*) <> 2").fetchall()
        connection.close()
        assert odd == []
        assert all(rows.get(writer, 0) >= 2 * count for writer, count in enumerate(promise))
