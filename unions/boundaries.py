"""The shapes of divisions: files that never change while the program runs, read once each."""

import csv
import gzip
import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "boundaries"


@dataclass(frozen=True)
class BoundaryFile:
    content: bytes
    packed: bytes
    version: str
    shapes: dict  # object -> the codes it draws


@cache
def boundary_file(name):
    """``china``, ``line`` or two digits of a province; KeyError for any other name."""
    path = _files()[name]
    content = path.read_bytes()
    return BoundaryFile(
        content=content,
        packed=gzip.compress(content, mtime=0),
        version=sha256(content).hexdigest()[:16],
        shapes={
            name: frozenset(g["properties"]["code"] for g in shapes["geometries"])
            for name, shapes in json.loads(content).get("objects", {}).items()
        },
    )


@cache
def _files():
    files = {p.name.split(".")[0]: p for p in FOLDER.glob("*.topo.json")}
    return files | {"line": FOLDER / "boundary-line.geo.json"}


@cache
def _aliases():
    with (FOLDER / "aliases.csv").open(encoding="utf-8", newline="") as source:
        return {row["code"]: row["shape"] for row in csv.DictReader(source)}


def shape_code(code):
    """The six digits under which a division is drawn."""
    return _aliases().get(code, code.ljust(6, "0"))


def boundary_names():
    return sorted(_files())
