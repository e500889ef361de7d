"""Rules for every template and for what browsers load."""

import gzip
import json
import re

import pytest

from tests.front.gallery import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
DIST = ROOT / "static" / "dist"
INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*\bsrc=)(?![^>]*json)""",
    re.IGNORECASE,
)
FOREIGN = re.compile(r"""(?:src|href)\s*=\s*["']\s*(?:https?:)?//""", re.IGNORECASE)
PERSONAL_MAIL = re.compile(r"templates/[a-z]+/mail/")  # mails have no policy, and need full links


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_inline_and_nothing_foreign(path):
    text = path.read_text()
    if PERSONAL_MAIL.search(str(path)):
        return
    assert not INLINE.search(text)
    assert not FOREIGN.search(text)


def test_packages_are_locked_without_addresses():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert all("integrity" in package for name, package in packages.items() if name)


@pytest.mark.skipif(not DIST.exists(), reason="style sheets and scripts are not built")
def test_what_a_page_loads_stays_small():
    packed = {p.name: len(gzip.compress(p.read_bytes())) for p in DIST.glob("*.[cj]s*")}
    assert packed["app.css"] <= 16_000
    assert packed["app.css"] + packed["app.js"] <= 60_000
    assert sum(packed[name] for name in ("app.css", "app.js", "charts.js")) <= 300_000
