"""Locks pin every package by hash and name no address to download from."""

import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def faults():
    for path in sorted((ROOT / "deploy/locks").glob("*.txt")):
        text = path.read_text()
        if re.search(r"https?://|--(extra-)?index-url|--find.links", text):
            yield f"{path.name}: an address"
        for block in re.split(r"\n(?=\S)", text.strip()):
            if "--hash=sha256:" not in block:
                yield f"{path.name}: no hash for {block.split()[0]}"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = (ROOT / "deploy/locks/all.txt").read_text()
    for wanted in [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]:
        name = re.match(r"[\w-]+", wanted)[0]
        if not re.search(rf"^{name}(\[|==)", locked, re.M | re.I):
            yield f"all.txt: {name} is not locked, run make lock"
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        if "resolved" in package:
            yield f"package-lock.json: an address for {name}"
        if name and "integrity" not in package:
            yield f"package-lock.json: no hash for {name}"


if __name__ == "__main__":
    sys.exit("\n".join(faults()) or 0)
