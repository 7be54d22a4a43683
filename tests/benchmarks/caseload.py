"""The caseload as it grows: `python -m tests.benchmarks.caseload [SUBMISSIONS …]`, by default 10 000 and 100 000.

Each office is made anew in a folder of its own: raw submissions of shipped forms are stored in bulk, and the caseload is
folded from them by the rebuild that operations use. Then one member of staff with thirty open cases works in it.
Prints medians in milliseconds, submissions a second and memory; `make bench` runs it. A million takes half an hour.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SIZES = [10_000, 100_000]
MARK_RATIO, MARK_MS, MARK_RATE, MARK_MB = 1.5, 50.0, 5_000.0, 300.0
STEPS = ("storing", "rebuilding", "working")
PAGES = ("Min sida", "work list", "case list", "case page", "search by name", "search by number")


def main(sizes: list[int]) -> int:
    found = [_measured(size) for size in sizes]
    names = list(found[0])
    print(f"{'':34}" + "".join(f"{size:>14,}".replace(",", " ") for size in sizes))
    for name in names:
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


def _measured(size: int) -> dict[str, float]:
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="caseload-") as folder:
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "OFFICE_"))
        }
        environment |= {"PORTAL_DATA": str(Path(folder) / "data"), "PORTAL_DEMO": "1", "PORTAL_LOG_LEVEL": "ERROR"}
        for step in STEPS:
            found |= _step(step, size, environment)
    return found


def _step(step: str, size: int, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.big_office", step, str(size)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return {name: float(value) for name, value in json.loads(done.stdout.splitlines()[-1]).items()}


if __name__ == "__main__":
    sys.exit(main([int(each) for each in sys.argv[1:]] or SIZES))
