"""What an installation costs, beside a stock Wagtail and a bare hello-world in the same run: `make bench`.

Prints a table and, as the last line, the same as JSON. Ends with 1 when a mark is missed. Ratios within one run tell
more than figures from different machines.
"""

import json
import re
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from tests.benchmarks import contestants
from tests.benchmarks.load import Load, read
from tests.benchmarks.server import Server
from tests.office import ROOT

MARKS = {"memory after load MB": 110.0, "page KB": 30.0, "other hosts": 0.0}
Figures = dict[str, float]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        python = contestants.run_environment(folder)
        with contestants.portal(folder, python) as server:
            ours, path = portal_figures(server)
        with contestants.stock_wagtail(folder, python) as server:
            stock = figures(server, "/")
        with contestants.hello(folder, python) as server:
            hello = figures(server, "/")
    ours |= installed()
    print_table({"portal": ours, "stock wagtail": stock, "hello-world": hello})
    print(f"Page of the portal: {path}")
    missed = [f"{name} is {ours[name]:.1f}, at most {mark:.0f}" for name, mark in MARKS.items() if ours[name] > mark]
    print("Marks: " + ("; ".join(missed) if missed else "all kept"))
    print(json.dumps({"portal": ours, "stock wagtail": stock, "hello-world": hello, "page": path, "missed": missed}))
    return 1 if missed else 0


def portal_figures(server: Server) -> tuple[Figures, str]:
    idle = server.memory_mb()
    path = contestants.handbook_page(server)
    found = figures(server, path)
    found["memory idle MB"] = idle
    found |= {
        f"logged in {name}": value
        for name, value in speed(read(server.port, path, cookie=contestants.log_in(server))).items()
    }
    found["memory after load MB"] = server.memory_mb()
    return found, path


def figures(server: Server, path: str) -> Figures:
    found = {"start s": server.start_seconds, "memory idle MB": server.memory_mb()}
    read(server.port, path, seconds=1)
    found |= speed(read(server.port, path))
    found["one client median ms"] = read(server.port, path, threads=1, seconds=2).median_ms
    found["memory after load MB"] = server.memory_mb()
    return found | weight(server, path)


def speed(load: Load) -> Figures:
    return {"requests/s": load.requests_a_second, "median ms": load.median_ms, "failed": float(load.failed)}


def weight(server: Server, path: str) -> Figures:
    """What a browser fetches for the page, as it travels (compressed where the server compresses)."""
    html = server.get(path)[1].decode(errors="replace")
    loaded = contestants.Links(html).loaded
    own = [each for each in loaded if each not in contestants.other_hosts(html)]
    travelled = sum(len(server.get(each, gzip=True)[1]) for each in [path, *own])
    unpacked = sum(len(server.get(each)[1]) for each in [path, *own])
    return {
        "page KB": travelled / 1024,
        "page KB unpacked": unpacked / 1024,
        "files": float(len(own) + 1),
        "other hosts": float(len(loaded) - len(own)),
    }


def installed() -> Figures:
    """Packages of run.lock that are installed here, and what they take on disk without byte code."""
    names = re.findall(r"^([a-z0-9][\w.-]*)==", (ROOT / "requirements" / "run.lock").read_text(), re.MULTILINE)
    packages, size = 0, 0
    for name in sorted(set(names)):
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            continue
        packages += 1
        paths = [Path(str(each.locate())) for each in files if each.suffix != ".pyc"]
        size += sum(path.stat().st_size for path in paths if path.is_file())
    return {"packages": float(packages), "packages MB": size / 1024 / 1024}


def print_table(columns: dict[str, Figures]) -> None:
    rows = list(dict.fromkeys(name for figures in columns.values() for name in figures))
    print(f"{'':24}" + "".join(f"{name:>16}" for name in columns))
    for row in rows:
        cells = "".join(f"{figures[row]:16.1f}" if row in figures else f"{'–':>16}" for figures in columns.values())
        print(f"{row:24}{cells}")


if __name__ == "__main__":
    sys.exit(main())
