"""What an installation costs, beside a stock Wagtail and a bare hello-world in the same run: `make bench`.

Prints a table and, as the last line, the same as JSON. Ends with 1 when a mark is missed. Ratios within one run tell
more than figures from different machines.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks import contestants, courses
from tests.benchmarks.load import read, strike
from tests.benchmarks.server import Server
from tests.office import ROOT

MARKS = {
    "memory after load MB": 110.0,
    "page KB": 30.0,
    "other hosts": 0.0,
    "afresh, share of stock Wagtail's CPU": 1.0,
}
SHARES = {"anonymous share of hello-world": 0.6, "logged in share of hello-world": 0.55}
# At least, on each server. The page is rendered once and kept (portal/kept).
LEAST = {
    "waitress": SHARES | {"anonymous times stock Wagtail": 40.0, "logged in times stock Wagtail": 40.0},
    "granian": SHARES | {"anonymous times stock Wagtail": 300.0, "logged in times stock Wagtail": 300.0},
}
ROUNDS, SECONDS = 5, 3
Figures = dict[str, float]


def main() -> int:
    columns: dict[str, Figures] = {}
    missed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        for server, lock in contestants.SERVERS.items():
            python = contestants.run_environment(folder, lock)
            columns |= (found := measured(folder, python, server))
            missed += too_low(found[f"portal, {server}"], LEAST[server], server)
    ours = columns["portal, waitress"]
    ours |= installed() | course_figures()
    print_table(columns)
    most = MARKS | courses.MOST
    missed += [f"{name} is {ours[name]:.1f}, at most {mark:.0f}" for name, mark in most.items() if ours[name] > mark]
    missed += too_low(ours, courses.LEAST)
    print("Marks: " + ("; ".join(missed) if missed else "all kept"))
    print(json.dumps(columns | {"missed": missed}))
    return 1 if missed else 0


def measured(folder: Path, python: str, server: str) -> dict[str, Figures]:
    """All three serve at the same time and are asked by turns: so the machine's quick and slow minutes fall on all alike."""
    with ExitStack() as stack:
        hello = stack.enter_context(contestants.hello(folder, python, server))
        stock = stack.enter_context(contestants.stock_wagtail(folder, python, server))
        ours = stack.enter_context(contestants.portal(folder, python, server))
        columns = {"portal": idle(ours), "stock wagtail": idle(stock), "hello-world": idle(hello)}
        path = contestants.handbook_page(ours)
        print(f"{server}: page of the portal {path}, of the stock Wagtail {contestants.STOCK_PAGE}")
        asked = {
            "hello": Asked(hello, "/"),
            "stock": Asked(stock, contestants.STOCK_PAGE),
            "anonymous": Asked(ours, path),
            "logged in": Asked(ours, path, contestants.log_in(ours)),
            # With a query nothing that is kept is shown, and the page is the same.
            "afresh": Asked(ours, f"{path}?afresh"),
        }
        every_round = [{name: speed(each) for name, each in asked.items()} for _ in range(ROUNDS + 1)]
        rounds = every_round[1:]  # the first warms up
        columns["hello-world"] |= medians(rounds, "hello") | loaded(asked["hello"])
        columns["stock wagtail"] |= medians(rounds, "stock") | loaded(asked["stock"])
        columns["portal"] |= medians(rounds, "anonymous") | loaded(asked["anonymous"]) | shares(rounds)
        for name in ("logged in", "afresh"):
            columns["portal"] |= {f"{name} {figure}": value for figure, value in medians(rounds, name).items()}
    return {f"{name}, {server}": figures for name, figures in columns.items()}


class Asked(NamedTuple):
    server: Server
    path: str
    cookie: str = ""


def too_low(ours: Figures, least: Figures, server: str = "") -> list[str]:
    on = f" on {server}" if server else ""
    return [f"{name}{on} is {ours[name]:.2f}, at least {mark}" for name, mark in least.items() if ours[name] < mark]


def course_figures() -> Figures:
    """In a process of its own, on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-courses-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.courses"],
            cwd=ROOT, env=os.environ | {"PORTAL_DATA": folder, "PORTAL_LOG_LEVEL": "WARNING"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if "{" not in done.stdout:
        raise RuntimeError(done.stderr[-2000:])
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def idle(server: Server) -> Figures:
    return {"start s": server.start_seconds, "memory idle MB": server.memory_mb()}


def speed(asked: Asked) -> Figures:
    """Requests a second, and the server's processor time for each, which other work on the machine disturbs least."""
    before = asked.server.cpu_seconds()
    load = strike(asked.server.port, asked.path, cookie=asked.cookie, seconds=SECONDS)
    spent = (asked.server.cpu_seconds() - before) * 1000 / max(load.requests, 1)
    return {
        "requests/s": load.requests_a_second,
        "median ms": load.median_ms,
        "CPU ms a request": spent,
        "failed": float(load.failed),
    }


Rounds = list[dict[str, Figures]]


def medians(rounds: Rounds, name: str) -> Figures:
    return {figure: median(each[name][figure] for each in rounds) for figure in rounds[0][name]}


def shares(rounds: Rounds) -> Figures:
    """Ours beside the other two on the same server: the median of the rounds, each of which is over in half a minute."""

    def beside(ours: str, theirs: str, figure: str = "requests/s") -> float:
        return median(each[ours][figure] / each[theirs][figure] for each in rounds)

    found = {"afresh, share of stock Wagtail's CPU": beside("afresh", "stock", "CPU ms a request")}
    for who in ("anonymous", "logged in"):
        found[f"{who} share of hello-world"] = beside(who, "hello")
        found[f"{who} times stock Wagtail"] = beside(who, "stock")
    return found


def loaded(asked: Asked) -> Figures:
    one = read(asked.server.port, asked.path, threads=1, seconds=2).median_ms
    memory = {"one client median ms": one, "memory after load MB": asked.server.memory_mb()}
    return memory | weight(asked.server, asked.path)


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
    print(f"{'':38}" + "".join(f"{name:>24}" for name in columns))
    for row in rows:
        cells = "".join(f"{figures[row]:24.2f}" if row in figures else f"{'–':>24}" for figures in columns.values())
        print(f"{row:38}{cells}")


if __name__ == "__main__":
    sys.exit(main())
