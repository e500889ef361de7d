"""Every noun of the program has its Chinese name, and a line in docs/glossary.md."""

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
OURS = [
    model
    for config in apps.get_app_configs()
    if Path(config.path).parent == ROOT
    for model in config.get_models()
]


def chinese(words):
    return re.search("[一-鿿]", str(words)) is not None


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_chinese_names(model):
    fields = [f for f in model._meta.get_fields() if hasattr(f, "verbose_name")]
    nameless = [f.name for f in fields if not f.primary_key and not chinese(f.verbose_name)]
    assert chinese(model._meta.verbose_name)
    assert not nameless


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_stands_in_the_glossary(model):
    line = re.search(rf"^\| `{model.__name__}` \| (.*?) \| (.+?) \| .*\|$", GLOSSARY, re.M)
    assert line, f"docs/glossary.md: | `{model.__name__}` | {model._meta.verbose_name} | … | … |"
    assert chinese(line[1])
