"""Runs of tests, each in a fork: on a copy of the migrated database, in a given order, with a limit for each test."""

import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Generator
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import django
import pytest

from tests.mutation.gate import REACHED, Gate, Trees
from tests.mutation.places import ROOT

TESTS = ["tests/caseload", "--ignore=tests/caseload/test_stories.py"]
NEVER_ENDS = {-signal.SIGPROF, -signal.SIGALRM}
HANGS = 1200  # seconds on the clock, of which a busy machine may give little to a test
STARTING = 120  # seconds of the processor


class Seen(NamedTuple):
    """What was seen of a test."""

    seconds: float  # of the processor
    reached: list[str]


class Job(NamedTuple):
    """What a fork shall do: import the trees, then run the tests in this order, or all as they come."""

    trees: Trees
    tests: dict[str, Seen] | None = None


class Outcome(NamedTuple):
    code: int  # of pytest, negative for a signal
    seen: dict[str, Seen]
    failed: str  # the first test that did
    log: str

    @property
    def killed(self) -> bool:
        """Whether a test failed, the code could not be imported, or it never ended."""
        if self.code not in {0, 1, 2, 3} | NEVER_ENDS:
            raise ChildProcessError(f"pytest ended with {self.code}\n{self.log}")
        return self.code != 0


def limit(seconds: float) -> None:
    """The process ends by a signal when it uses more of the processor, or hangs."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(HANGS)


class Host:
    """Runs the jobs that a program yields, and sends it how each ended; what it returns is the exit code."""

    def __init__(self, program: Generator[Job, Outcome, int]) -> None:
        self.program = program
        self.job: Job | None = None  # the first fork has none: it makes the database
        self.folder = Path(tempfile.mkdtemp(prefix="portal-mutation-"))
        sys.pycache_prefix, sys.dont_write_bytecode = str(self.folder / "compiled"), False  # once for all forks
        os.environ |= {"PORTAL_DATA": str(self.folder), "PORTAL_DEMO": "1", "DJANGO_SETTINGS_MODULE": "tests.settings"}
        for name in ("DATABASE_URL", "PYTEST_ADDOPTS", "VERAPDF"):
            os.environ.pop(name, None)

    def start(self) -> None:
        """Never returns. The first process stays in `serve`, inside of `django.setup()`; only forks come out of it."""
        sys.meta_path.insert(0, Gate(self.serve))
        code = 1
        try:
            django.setup()
            code = self._run(self.job) if self.job else self._make_database()
        except Exception:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)

    def serve(self) -> Trees:
        outcome = None
        try:
            while child := os.fork():
                outcome = self._ended(child)
                self.job = self.program.send(outcome if self.job else None)
        except StopIteration as end:
            sys.exit(end.value)
        except ChildProcessError as error:
            print(error, file=sys.stderr)
            sys.exit(2)
        finally:
            if child:
                shutil.rmtree(self.folder)
        limit(STARTING)
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        return self.job.trees if self.job else {}

    def _ended(self, child: int) -> Outcome:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told = self.folder / "told.json"
        seen, failed = json.loads(told.read_text()) if told.exists() else ({}, "")
        told.unlink(missing_ok=True)
        log = (self.folder / "log").read_text(errors="replace")
        if not self.job and code:
            raise ChildProcessError(f"no database could be made\n{log}")
        return Outcome(code, {name: Seen(*each) for name, each in seen.items()}, failed, log)

    def _make_database(self) -> int:
        from django.db import connection
        from django.test.utils import setup_databases

        setup_databases(0, interactive=False)
        connection.close()
        return 0

    def _run(self, job: Job) -> int:
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            database = Path(shutil.copy(self.folder / "test.sqlite3", folder))
            files = sorted({name.partition("::")[0] for name in job.tests}) if job.tests else TESTS
            run = Run(database, job.tests)
            code = pytest.main(["-x", "--assert=plain", "--tb=native", "--rootdir", str(ROOT), *files], plugins=[run])
            (self.folder / "told.json").write_text(json.dumps([run.seen, run.failed]))
        return int(code)


class Run:
    """A plug-in of pytest: keeps to the database, the tests and their order, and sees what happens."""

    def __init__(self, database: Path, tests: dict[str, Seen] | None) -> None:
        self.database, self.tests = database, tests
        self.seen: dict[str, Seen] = {}
        self.failed = ""
        self.at_import = set(REACHED)  # by every test, since it may see what came of it

    def pytest_configure(self, config: pytest.Config) -> None:
        Database.file = self.database
        config.pluginmanager.register(Database())  # after pytest-django, whose fixture it replaces

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, Any, Any]:
        """Before pytest-django moves those that empty the tables to the end."""
        if self.tests is not None:
            place = {name: number for number, name in enumerate(self.tests)}
            items[:] = sorted((item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid])
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        limit(10 + 10 * self.tests[item.nodeid].seconds if self.tests else STARTING)
        REACHED.clear()
        started = time.process_time()
        result = yield
        self.seen[item.nodeid] = Seen(time.process_time() - started, sorted(REACHED | self.at_import))
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


class Database:
    """A plug-in of pytest: the tests find this database instead of making one."""

    file: ClassVar[Path]

    @pytest.fixture(scope="session")
    @classmethod
    def django_db_setup(cls, django_test_environment: None) -> None:
        from django.db import connection

        connection.settings_dict["NAME"] = str(cls.file)
