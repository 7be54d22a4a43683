"""A serving process under measurement: started, waited for, weighed, stopped."""

import http.client
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load import ask


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[bytes]
    port: int
    start_seconds: float

    def memory_mb(self) -> float:
        """Proportional set size of the process and all its children."""
        return sum(_pss_kb(pid) for pid in [self.process.pid, *_children(self.process.pid)]) / 1024

    def cpu_seconds(self) -> float:
        """Processor time of the process and all its children so far: what a busy machine does not disturb."""
        return sum(_cpu_seconds(pid) for pid in [self.process.pid, *_children(self.process.pid)])

    def get(self, path: str, cookie: str = "", gzip: bool = False) -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            return ask(connection, path, cookie, gzip)


@contextmanager
def running(
    command: list[str], *, port: int, path: str, environment: dict[str, str], folder: Path
) -> Iterator[Server]:
    """Start, wait until `path` answers 200, and stop at the end. Raises RuntimeError with the log when it does not."""
    began = time.perf_counter()
    with (folder / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        while not _answers(port, path):
            if process.poll() is not None or time.perf_counter() - began > 60:
                raise RuntimeError((folder / f"{port}.log").read_text()[-2000:])
            time.sleep(0.01)
        yield Server(process, port, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int, path: str) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            return ask(connection, path)[0] == 200
    except OSError:
        return False


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    direct = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return direct + [grandchild for child in direct for grandchild in _children(child)]
