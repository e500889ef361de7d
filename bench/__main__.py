"""python -m bench [name …]: measure the product beside its peers; BENCH_COUNT sets the size.

Each module of this package with a ``measure(ground)`` that yields Lines is a benchmark.
"""

import json
import os
import pkgutil
import platform
import sys
import time
import traceback
from datetime import UTC, datetime
from importlib import import_module

import bench
from bench.ground import COUNT, SMALL, VAR, Ground, say

BESIDES = {"__main__", "ground", "urls"}


def main(wanted):
    began = time.monotonic()
    ground = Ground()
    try:
        os.environ.update(ground.environment("bench_large"))
        generated = ground.prepare("bench_large", COUNT)
        ground.prepare("bench_small", SMALL)
        import django

        django.setup()
        names = sorted(
            m.name for m in pkgutil.iter_modules(bench.__path__) if m.name not in BESIDES
        )
        lines, broken = [], []
        for name in wanted or names:
            try:
                for line in import_module(f"bench.{name}").measure(ground):
                    lines.append(line)
                    say(f"    {line.goal}: {line.what}: {line.ratio:.3g} × {line.peer_name}")
            except Exception:  # what the others found is worth keeping
                traceback.print_exc()
                broken.append(name)
    finally:
        ground.leave()
    table(lines, generated, time.monotonic() - began)
    save(lines, generated)
    if broken:
        say(f"not measured to the end: {', '.join(broken)}")
        return 2
    return 0 if all(line.met is not False for line in lines) else 1


def table(lines, generated, took):
    print(f"\n{COUNT:,} organizations; {os.cpu_count()} cores; {took / 60:.1f} min")
    if generated:
        print(f"generated and counted in {generated:.0f} s: {COUNT / generated:,.0f} a second")
    head = ("goal", "what", "product", "peer", "ratio", "wanted", "")
    rows = [
        (
            line.goal,
            line.what + (f" ({line.note})" if line.note else ""),
            shown(line.product, line.unit),
            f"{shown(line.peer, line.unit)} {line.peer_name}",
            f"{line.ratio:.3g}×",
            line.want,
            {True: "met", False: "MISSED", None: ""}[line.met],
        )
        for line in lines
    ]
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    for row in (head, *rows):
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def shown(value, unit):
    if unit == "s":
        return f"{value * 1000:,.1f} ms" if value < 1 else f"{value:,.2f} s"
    return f"{value:,.0f} {unit}".strip()


def save(lines, generated):
    now = datetime.now(UTC)
    found = {
        "at": now.isoformat(timespec="seconds"),
        "organizations": COUNT,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "generated_seconds": generated or None,
        "lines": [line.as_dict() for line in lines],
    }
    text = json.dumps(found, ensure_ascii=False, indent=1)
    for name in (f"{now:%Y%m%d-%H%M%S}", "latest"):
        (VAR / f"{name}.json").write_text(text)
    say(f"\n{VAR / 'latest.json'}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
