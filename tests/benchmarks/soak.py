"""Readers for two minutes while backups are made: no failed answer, no growth. `make soak SECONDS_TO_SOAK=600`.

Walks the links that start page, handbook and Min sida lead to, as a stranger and as Sara.
"""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks import contestants
from tests.benchmarks.load import Load, read
from tests.benchmarks.server import Server
from tests.office import Office

GROWTH_MB, LOG_MB, BACKUP_EVERY = 20.0, 64.0, 10.0
DOORS = ("/", "/handbok/", "/kurser/", "/min-sida/")


def main() -> int:
    seconds = float(os.environ.get("SECONDS_TO_SOAK", "120"))
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        with contestants.portal(folder, sys.executable) as server:
            faults = soak(server, folder, seconds)
    print("Soak: " + ("; ".join(faults) if faults else "no fault"))
    return 1 if faults else 0


def soak(server: Server, folder: Path, seconds: float) -> list[str]:
    cookie = contestants.log_in(server)
    pages = reachable(server, cookie)
    for path in pages:
        server.get(path, cookie)
    before, stop, backups = server.memory_mb(), threading.Event(), list[str]()
    maker = threading.Thread(target=make_backups, args=[folder, stop, backups])
    maker.start()
    loads = walk(server, pages, cookie, time.monotonic() + seconds)
    stop.set()
    maker.join()
    grown, log = server.memory_mb() - before, (folder / "data" / "portal.sqlite3-wal").stat().st_size / 1024 / 1024
    worst = max(load.p95_ms for load in loads)
    print(f"{len(pages)} pages, {len(loads)} rounds, {len(backups)} backups, worst p95 {worst:.0f} ms, "
          f"memory {before:.0f} MB {grown:+.1f}, write-ahead log {log:.1f} MB")  # fmt: skip
    faults = [f"{sum(load.failed for load in loads)} answers failed"] if any(load.failed for load in loads) else []
    faults += [f"memory grew by {grown:.1f} MB"] if grown > GROWTH_MB else []
    faults += [f"the write-ahead log is {log:.0f} MB"] if log > LOG_MB else []
    return faults + [each for each in backups if not each.startswith(str(folder))]


def reachable(server: Server, cookie: str) -> list[str]:
    """Own pages that the doors lead to and that answer 200."""
    found = set(DOORS)
    for door in DOORS:
        links = contestants.Links(server.get(door, cookie)[1].decode(errors="replace")).links
        found |= {link.split("#")[0] for link in links if link.startswith("/") and "?" not in link}
    return sorted(path for path in found if path and server.get(path, cookie)[0] == 200)[:60]


def walk(server: Server, pages: list[str], cookie: str, until: float) -> list[Load]:
    loads = []
    while time.monotonic() < until:
        for path in pages:
            loads.append(read(server.port, path, cookie=cookie, seconds=0.5))
            if time.monotonic() > until:
                break
    return loads


def make_backups(folder: Path, stop: threading.Event, said: list[str]) -> None:
    office = Office(folder / "data")
    while not stop.wait(BACKUP_EVERY):
        done = office.manage("backup", str(folder / "backups"), "--keep", "3", check=False)
        said.append(done.stdout.strip() or done.stderr.strip()[-300:])


if __name__ == "__main__":
    sys.exit(main())
