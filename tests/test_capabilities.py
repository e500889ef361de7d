"""The capability matrix says what works; each row that claims something must lead to it."""

import ast
import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

ROOT = Path(__file__).parent.parent
ROWS = list(csv.DictReader((ROOT / "docs/capabilities.csv").open(encoding="utf-8")))
CLAIMS = [row for row in ROWS if row["status"] != "none"]


def test_every_id_has_one_row_and_a_known_status():
    assert not [id_ for id_, n in Counter(row["id"] for row in ROWS).items() if n > 1]
    assert len(ROWS) == 210 + 76
    assert {row["status"] for row in ROWS} <= {"works", "partial", "none"}
    assert not [row["id"] for row in ROWS if row["status"] == "partial" and not row["note"]]


@cache
def docstrings_in(path):
    """Docstrings by name of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {
        node.name: ast.get_docstring(node) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("row", CLAIMS, ids=lambda row: row["id"])
def test_a_claim_leads_to_page_api_and_test(row):
    for column in ("page", "api"):
        if row[column]:
            try:
                resolve(row[column].partition("?")[0])
            except Resolver404:
                pytest.fail(f"{row['id']}: {column} {row[column]} leads nowhere")
    path, _, name = row["test"].partition("::")
    name = name.rpartition("::")[2]  # a test may stand in a class
    assert row["id"] in docstrings_in(path)[name], f"{row['test']} does not name {row['id']}"


def test_the_readme_shows_the_counts():
    counts = Counter(row["status"] for row in ROWS)
    for readme in ("README.md", "README.zh.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        for status in ("works", "partial", "none"):
            assert f"{status}: {counts[status]}" in text, readme
