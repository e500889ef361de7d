"""What to do about a refused cell, in a sentence: by what is wrong, else by the field."""

import re
import tomllib
from pathlib import Path

_TOLD = tomllib.loads(Path(__file__).with_name("hints.toml").read_text(encoding="utf-8"))
BY_MESSAGE = [(re.compile(said["when"]), said["hint"]) for said in _TOLD["messages"]]
BY_FIELD = _TOLD["fields"]
OTHERWISE = _TOLD["otherwise"]


def hint(name, message):
    found = next((told for words, told in BY_MESSAGE if words.search(message)), None)
    return found or BY_FIELD.get(name) or OTHERWISE
