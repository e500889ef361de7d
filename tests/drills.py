"""`make drill` leaves one table behind, docs/drills.md: what was tried, when, how it went.

A drill prints one line of figures; that line stands in the table.
"""

import re
from pathlib import Path

from django.utils import timezone

TABLE = Path(__file__).parent.parent / "docs" / "drills.md"
HEAD = """# Drills

Written by `make drill`: storms, kills and large amounts, at full size. Small forms of them run
in `make test`.

| date | drill | result | seconds | figures |
|---|---|---|---|---|
"""


def pytest_terminal_summary(terminalreporter, config):
    if config.option.markexpr != "drill":
        return
    reports = [
        (result, report)
        for result in ("passed", "failed")
        for report in terminalreporter.stats.get(result, [])
        if report.when == "call"
    ]
    if reports:
        several = {}
        for result, report in reports:
            several.setdefault(name(report), []).append((result, report))
        rows = earlier_rows() | {said: row(said, tried) for said, tried in several.items()}
        TABLE.write_text(HEAD + "".join(rows[key] for key in sorted(rows)))


def earlier_rows():
    """A run of one drill leaves the others' lines as they are."""
    lines = TABLE.read_text().splitlines(keepends=True) if TABLE.exists() else []
    return {line.split(" | ")[1]: line for line in lines if line.startswith("| 2")}


def name(report):
    """Of a drill that was tried with many seeds, the name they share."""
    said = report.nodeid.split("::")[-1].removeprefix("test_").replace("_", " ")
    return re.sub(r"\[\d+\]$", "", said)


def row(said, tried):
    passed = sum(result == "passed" for result, _ in tried)
    result = "passed" if passed == len(tried) else "failed"
    lines = [line for _, report in tried for line in report.capstdout.strip().splitlines()]
    figures = lines[-1].replace("|", "/") if lines else ""
    if len(tried) > 1:
        figures = f"{passed} of {len(tried)} seeds passed"
    seconds = sum(report.duration for _, report in tried)
    return f"| {timezone.localdate()} | {said} | {result} | {seconds:.0f} | {figures} |\n"
