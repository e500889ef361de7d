"""What to do about a refused cell, in a sentence: by what is wrong, else by the field."""

import re
import tomllib
from pathlib import Path

from orgs.imports.proposals import in_words

_TOLD = tomllib.loads(Path(__file__).with_name("hints.toml").read_text(encoding="utf-8"))
BY_MESSAGE = [(re.compile(said["when"]), said["hint"]) for said in _TOLD["messages"]]
BY_FIELD = _TOLD["fields"]
OTHERWISE = _TOLD["otherwise"]


def hint(name, message, meant=()):
    """``meant`` are proposals for a mistyped credit code."""
    found = next((told for words, told in BY_MESSAGE if words.search(message)), None)
    told = found or BY_FIELD.get(name) or OTHERWISE
    return told + in_words(meant) if name == "credit_code" else told
