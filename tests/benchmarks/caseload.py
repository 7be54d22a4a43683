"""The caseload as it grows: `python -m tests.benchmarks.caseload [SUBMISSIONS …]`, by default 10 000 and 100 000.

Each office is made anew in a folder of its own: raw submissions of shipped forms are stored in bulk, and the caseload is
folded from them by the rebuild that operations use. Then somebody with thirty open cases works in each of them by turns.
Prints medians in milliseconds, submissions a second and memory; `make bench` runs it. A million takes half an hour.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

SIZES = [10_000, 100_000]
MARK_RATIO, MARK_MS, MARK_RATE, MARK_MB = 1.5, 50.0, 5_000.0, 300.0
ROUNDS, WARM = 34, 3  # of them the first few warm up
PAGES = ("Min sida", "work list", "case list", "case page", "search by name", "search by number")


def main(sizes: list[int]) -> int:
    with tempfile.TemporaryDirectory(prefix="caseload-") as folder:
        environments = [_environment(Path(folder) / str(size)) for size in sizes]
        found = [
            _step("storing", size, there) | _step("rebuilding", size, there)
            for size, there in zip(sizes, environments, strict=True)
        ]
        for each, times in zip(found, _working(sizes, environments), strict=True):
            each |= times
    print(f"{'':34}" + "".join(f"{size:>14,}".replace(",", " ") for size in sizes))
    for name in found[0]:
        print(f"{name:34}" + "".join(f"{each[name]:14.1f}" for each in found))
    missed = _missed(found)
    print("Marks: " + ("; ".join(missed) if missed else "all kept"))
    print(json.dumps({"sizes": sizes, "found": found, "missed": missed}))
    return 1 if missed else 0


def _missed(found: list[dict[str, float]]) -> list[str]:
    first, last = found[0], found[-1]
    missed = [f"{page} takes {last[page]:.0f} ms" for page in PAGES if last[page] > MARK_MS]
    missed += [
        f"{page} grows {last[page] / first[page]:.1f} times" for page in PAGES if last[page] > MARK_RATIO * first[page]
    ]
    if last["rebuild submissions/s"] < MARK_RATE:
        missed.append(f"rebuild does {last['rebuild submissions/s']:.0f} submissions a second")
    if last["rebuild memory MB"] > MARK_MB:
        missed.append(f"rebuild takes {last['rebuild memory MB']:.0f} MB")
    return missed


def _environment(data: Path) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "OFFICE_"))}
    return others | {"PORTAL_DATA": str(data), "PORTAL_DEMO": "1", "PORTAL_LOG_LEVEL": "ERROR"}


def _command(step: str, size: int) -> list[str]:
    return [sys.executable, "-m", "tests.benchmarks.big_office", step, str(size)]


def _step(step: str, size: int, environment: dict[str, str]) -> dict[str, float]:
    """In a process of its own, so that its memory is its own."""
    done = subprocess.run(_command(step, size), env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return {name: float(value) for name, value in json.loads(done.stdout.splitlines()[-1]).items()}


def _working(sizes: list[int], environments: list[dict[str, str]]) -> list[dict[str, float]]:
    """Medians of each page. The offices take turns, so that the machine's quick and slow minutes fall on all alike."""
    with ExitStack() as stack:
        offices = [
            stack.enter_context(
                subprocess.Popen(
                    _command("working", size), env=there, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
            )
            for size, there in zip(sizes, environments, strict=True)
        ]
        rounds = [[_one_round(office) for office in offices] for _ in range(ROUNDS)][WARM:]
    return [{page: median(each[office][page] for each in rounds) for page in PAGES} for office in range(len(sizes))]


def _one_round(office: "subprocess.Popen[str]") -> dict[str, float]:
    assert office.stdin and office.stdout
    print("once more", file=office.stdin, flush=True)
    return dict(json.loads(office.stdout.readline()))


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or SIZES))
