"""The embedded database: every connection is opened the same safe way, and a start that is not safe is refused."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, connections, transaction

from portal import keys
from portal.db.guards import OLDEST_SQLITE, check_library, check_local_disk
from portal.db.sqlcipher.base import DatabaseWrapper

pytestmark = pytest.mark.embedded

PROMISES = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 20000,
    "mmap_size": 0,
}


def pragmas(on) -> dict:
    with on.cursor() as cursor:
        return {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PROMISES}


@pytest.fixture
def database(tmp_path, db):
    """Opens a database file of its own, with a key file of its own."""
    opened = []

    def open_one(name="portal.sqlite3", key="database.key"):
        settings = connection.settings_dict | {
            "NAME": str(tmp_path / name),
            "OPTIONS": connection.settings_dict["OPTIONS"] | {"key_file": str(tmp_path / key)},
        }
        wrapper = DatabaseWrapper(settings, alias=f"other-{len(opened)}")
        wrapper.inc_thread_sharing()
        opened.append(wrapper)
        return wrapper

    yield open_one
    for wrapper in opened:
        wrapper.close()


@pytest.mark.django_db
def test_every_thread_gets_a_connection_that_keeps_the_promises():
    found = [pragmas(connection)]

    def look():
        found.append(pragmas(connections["default"]))
        connections["default"].close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [PROMISES] * 5


def test_a_transaction_takes_the_write_lock_when_it_begins(database, monkeypatch):
    first, second = database(), database()
    for name, wrapper in (("first", first), ("second", second)):
        monkeypatch.setattr(connections._connections, name, wrapper, raising=False)
    with second.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 0")

    with (
        transaction.atomic(using="first"),
        pytest.raises(OperationalError, match="locked"),
        transaction.atomic(using="second"),
    ):
        pass


def test_the_file_tells_nothing_without_its_key(database, tmp_path):
    with database().cursor() as cursor:
        cursor.execute("CREATE TABLE secret (word TEXT)")
        cursor.execute("INSERT INTO secret VALUES ('hyresskuld')")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = (tmp_path / "portal.sqlite3").read_bytes()

    assert not content.startswith(b"SQLite format 3") and b"hyresskuld" not in content


def test_a_wrong_key_is_refused_in_words(database):
    with database().cursor() as cursor:
        cursor.execute("CREATE TABLE secret (word TEXT)")

    with pytest.raises(ImproperlyConfigured, match="Put back the key file"):
        database(key="another.key").ensure_connection()


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_old_library_is_refused(version):
    with pytest.raises(ImproperlyConfigured, match=r"at least 3\.51\.3 is needed"):
        check_library(version)


def test_the_library_that_we_ship_is_new_enough():
    assert DatabaseWrapper.Database.sqlite_version_info >= OLDEST_SQLITE
    check_library(OLDEST_SQLITE)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_refused(tmp_path, kind):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/share {tmp_path / 'net'} {kind} rw 0 0\n")

    with pytest.raises(ImproperlyConfigured, match="network file system"):
        check_local_disk(tmp_path / "net" / "portal.sqlite3", mounts)
    check_local_disk(tmp_path / "local" / "portal.sqlite3", mounts)


def test_the_key_file_is_made_once_and_only_the_owner_reads_it(tmp_path):
    path = tmp_path / "keys" / "new.key"

    key = keys.read_or_make_key(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    keys.read_or_make_key.cache_clear()
    assert keys.read_or_make_key(path) == key


def test_processes_that_start_at_the_same_time_get_the_same_key(tmp_path):
    """Past the cache, which is each process's own. Half a key would be refused as not 64 digits."""
    read = keys.read_or_make_key.__wrapped__
    with ThreadPoolExecutor(16) as pool:
        for number in range(50):
            path = tmp_path / f"{number}.key"
            assert len(set(pool.map(read, [path] * 16))) == 1
            assert path.stat().st_nlink == 1


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "open.key"
    path.write_text("ab" * 32)
    path.chmod(0o644)

    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        keys.read_or_make_key(path)


def test_a_key_from_the_environment_comes_before_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_KEY_SPARE", "cd" * 32)

    assert keys.read_or_make_key(tmp_path / "spare.key") == bytes.fromhex("cd" * 32)
    assert not os.path.exists(tmp_path / "spare.key")


@pytest.mark.parametrize("text", ["", "abcd", "x" * 64])
def test_a_key_that_is_not_64_digits_is_refused(tmp_path, text):
    path = tmp_path / "bad.key"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(ImproperlyConfigured, match="64 hexadecimal digits"):
        keys.read_or_make_key(path)


def test_requests_are_not_one_transaction_each():
    """ATOMIC_REQUESTS would take the one write lock for every page that is read."""
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_no_table_asks_for_a_function_that_only_django_has():
    """A backup is checked on a plain connection, where a constraint on the year of a date could not be worked out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE instr(sql, 'django_date') OR instr(sql, 'django_time')")
        assert cursor.fetchall() == []
