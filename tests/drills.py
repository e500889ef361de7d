"""`make drill` leaves one table behind, docs/drills.md: what was tried, when, how it went.

A drill prints one line of figures; that line stands in the table.
"""

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
        rows = earlier_rows() | {name(report): row(result, report) for result, report in reports}
        TABLE.write_text(HEAD + "".join(rows[key] for key in sorted(rows)))


def earlier_rows():
    """A run of one drill leaves the others' lines as they are."""
    lines = TABLE.read_text().splitlines(keepends=True) if TABLE.exists() else []
    return {line.split(" | ")[1]: line for line in lines if line.startswith("| 2")}


def name(report):
    return report.nodeid.split("::")[-1].removeprefix("test_").replace("_", " ")


def row(result, report):
    said = report.capstdout.strip().splitlines()
    figures = said[-1].replace("|", "/") if said else ""
    day = timezone.localdate()
    return f"| {day} | {name(report)} | {result} | {report.duration:.0f} | {figures} |\n"
