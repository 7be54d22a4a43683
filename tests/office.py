"""A demo office for tests that need a real server: the launcher on a data folder of its own and a free port."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60


class Office:
    """One running installation. `manage("rebuild_caseload", "--verify")` runs a command on its data."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = office_environment(data) | {"PORTAL_ADDRESS": f"127.0.0.1:{self.port}"} | environment
        self.program = ["-m", "portal.launcher"]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Office":
        """Start and wait for the first answer. Raises RuntimeError with the log when there is none."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.program], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            if self._answers():
                return self
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"The office did not start:\n{self.log.read_text()[-3000:]}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/halsa/", timeout=5) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> int:
        """Ask it to stop as systemd does, and return its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=PATIENCE)
        self.process = None
        return code

    def manage(self, *command: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment | environment,
            check=check,
            capture_output=True,
            text=True,
        )

    def errors(self) -> list[str]:
        """The log lines that tell of an error."""
        lines = [line for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if json.loads(line)["level"] in {"error", "critical"}]


def office_environment(data: Path) -> dict[str, str]:
    """This process's environment without what would lead to other data, and with the demo on."""
    own = ("PORTAL_", "OFFICE_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "EMAIL_", "ELASTICSEARCH_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return kept | {"PORTAL_DATA": str(data), "PORTAL_DEMO": "1"}


def prepare(data: Path) -> Path:
    """Migrate and load the demo office into `data`."""
    done = Office(data).manage("prepare", check=False)
    if done.returncode:
        raise RuntimeError(f"The demo office could not be made:\n{done.stdout}{done.stderr}")
    return data


def prepared_once(shared: Path) -> Path:
    """The office below `shared`, built by the first of the workers of a run that asks for it."""
    shared.mkdir(parents=True, exist_ok=True)
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        data = shared / "prepared-office"
        return data if (data / "prepared.json").exists() else prepare(data)


def copy_of(prepared: Path, data: Path) -> Path:
    """A data folder of one's own with the same office, without building it anew."""
    shutil.copytree(prepared, data, copy_function=shutil.copy2)
    return data


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
