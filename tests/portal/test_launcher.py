"""The launcher with real processes: a first start makes everything, a second changes nothing, a stop is graceful."""

import hashlib
import http.client
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from sqlcipher3 import dbapi2

from portal.serving import THREADS
from tests.office import ROOT, Office, copy_of, office_environment

pytestmark = pytest.mark.embedded
on_each_server = pytest.mark.parametrize(
    "server",
    [{"PORTAL_SERVER": "waitress"}, {"PORTAL_SERVER": "granian", "PORTAL_WORKERS": "2"}],
    ids=["waitress", "granian"],
)


@pytest.fixture
def office(prepared, tmp_path):
    office = Office(copy_of(prepared, tmp_path / "data"))
    yield office
    office.stop()


def dump_hash(data) -> str:
    """A hash over every row of every table, and over every file beside the database."""
    connection = dbapi2.connect(str(data / "portal.sqlite3"))
    connection.execute(f"PRAGMA key = \"x'{(data / 'keys/database.key').read_text().strip()}'\"")
    digest = hashlib.sha256()
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall():
        digest.update(f"{name} {sql}\n".encode())
        if sql and sql.startswith("CREATE TABLE"):
            for row in sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))):
                digest.update(row.encode())
    connection.close()
    for path in sorted((data / "media").rglob("*")) + sorted((data / "keys").iterdir()):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def test_a_second_start_changes_nothing_in_the_data(office):
    before, noted = dump_hash(office.data), (office.data / "prepared.json").read_bytes()

    office.start()
    assert office.stop() == 0

    assert dump_hash(office.data) == before
    assert (office.data / "prepared.json").read_bytes() == noted
    assert "Preparing" not in office.log.read_text()


def test_loading_everything_again_changes_nothing_either(office):
    before = dump_hash(office.data)

    office.manage("load_content")
    office.manage("load_demo")

    assert dump_hash(office.data) == before


def run_sql(data, statement) -> None:
    with closing(dbapi2.connect(str(data / "portal.sqlite3"))) as connection, connection:
        connection.execute(f"PRAGMA key = \"x'{(data / 'keys/database.key').read_text().strip()}'\"")
        connection.execute(statement)


def test_a_start_after_an_upgrade_makes_the_caseload_its_own_once(office):
    """As if an earlier version had written the cases."""
    before = dump_hash(office.data)
    run_sql(office.data, "UPDATE caseload_case SET stage_reason = 'x', queue_since = NULL")
    run_sql(office.data, "UPDATE caseload_fold SET fingerprint = 'earlier'")
    assert dump_hash(office.data) != before

    office.start()
    assert office.stop() == 0
    first = office.log.read_text()
    office.start()
    assert office.stop() == 0

    assert "Preparing: caseload\nThe caseload is rewritten: " in first
    assert office.log.read_text().count("Preparing") == 1
    assert "caseload_case" not in first and "26-" not in first.split("answers on")[0]
    assert office.manage("rebuild_caseload", "--verify").stdout.endswith("equal\n")


def test_it_says_where_it_answers_and_how_to_log_in(office):
    office.start()

    first = office.log.read_text().splitlines()[0]
    assert office.url in first and "sara" in first and "lagenhet-till-alla" in first


def test_outside_the_demo_it_tells_no_password(office):
    office.environment["PORTAL_DEMO"] = "0"
    office.environment["PORTAL_HOSTS"] = "127.0.0.1"
    office.start()

    assert "lagenhet" not in office.log.read_text()


def test_only_what_is_missing_is_done(office):
    note = office.data / "prepared.json"
    note.write_text(note.read_text().replace('"demo office": "', '"demo office": "older'))

    office.start()

    lines = [line for line in office.log.read_text().splitlines() if line.startswith("Preparing")]
    assert lines == ["Preparing: demo office"]


def test_a_missing_migration_is_found_and_applied(office):
    office.manage("migrate", "sessions", "zero")

    office.start()

    assert "Preparing: migrations" in office.log.read_text()
    assert "[ ]" not in office.manage("showmigrations", "sessions").stdout


@on_each_server
def test_a_request_in_work_is_answered_before_the_stop(office, server):
    """The first page of a fresh process takes long, because it loads all addresses: the stop comes in between."""
    office.environment |= server
    office.start()
    answers = []
    askers = [threading.Thread(target=lambda: answers.append(status(office, {}))) for _ in range(THREADS)]
    for asker in askers:
        asker.start()
    time.sleep(0.1)
    code = office.stop()
    for asker in askers:
        asker.join()

    assert code == 0
    assert answers == [200] * THREADS


@on_each_server
def test_an_address_that_is_taken_is_told_in_words(office, server):
    office.environment |= server
    office.start()

    second = subprocess.run(
        [sys.executable, "-m", "portal.launcher"], cwd=ROOT, env=office.environment, capture_output=True, text=True
    )

    assert second.returncode == 2
    assert "can't be used" in second.stderr and "Traceback" not in second.stderr


def test_a_wrong_setting_is_told_in_words(tmp_path):
    environment = office_environment(tmp_path / "data") | {"PORTAL_PROXIES": "many"}

    done = subprocess.run(
        [sys.executable, "-m", "portal.launcher"], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert done.returncode == 2
    assert done.stderr.strip() == "PORTAL_PROXIES is 'many'; write a whole number."


def test_more_processes_than_the_server_can_have_are_told_in_words(tmp_path):
    environment = office_environment(tmp_path / "data") | {"PORTAL_WORKERS": "2"}

    done = subprocess.run(
        [sys.executable, "-m", "portal.launcher"], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert done.returncode == 2
    assert "PORTAL_SERVER=granian is needed" in done.stderr


@on_each_server
def test_behind_a_proxy_its_headers_are_believed_and_nobody_elses(prepared, tmp_path, server):
    data = copy_of(prepared, tmp_path / "data")
    office = Office(data, PORTAL_DEMO="0", PORTAL_PROXIES="1", **server).start()
    try:
        assert status(office, {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}) == 200
        assert status(office, {}) == 301
    finally:
        office.stop()
    alone = Office(office.data, PORTAL_DEMO="0", **server).start()
    try:
        assert status(alone, {"X-Forwarded-Proto": "https"}) == 301
    finally:
        alone.stop()


def status(office, headers) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", office.port, timeout=20)) as connection:
        connection.request("GET", "/konto/logga-in/", headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
