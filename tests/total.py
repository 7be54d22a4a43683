"""Adds up the rounds of a test run from pytest's reports: `python -m tests.total embedded.xml postgres.xml`."""

import sys
from pathlib import Path
from xml.etree import ElementTree


def counts(report: Path) -> tuple[int, int, int]:
    """Passed, failed and skipped of one report."""
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it a moment ago
    tests = failed = skipped = 0
    for suite in suites:
        tests += int(suite.attrib["tests"])
        failed += int(suite.attrib["failures"]) + int(suite.attrib["errors"])
        skipped += int(suite.attrib["skipped"])
    return tests - failed - skipped, failed, skipped


def main(reports: list[str]) -> None:
    total = [0, 0, 0]
    for report in map(Path, reports):
        passed, failed, skipped = counts(report) if report.exists() else (0, 1, 0)
        print(f"{report.stem:10} {passed:5} passed {failed:3} failed {skipped:3} skipped")
        total = [total[0] + passed, total[1] + failed, total[2] + skipped]
    print("{} passed, {} failed, {} skipped".format(*total))


if __name__ == "__main__":
    main(sys.argv[1:])
