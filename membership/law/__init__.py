"""The law of founding as data: what it asks, by province and date, each rule with its source.

A TOML file is one province's rules (``code`` "0" is the nation) from a day on (``version``); one
that goes on ``after`` an earlier version names only what changed. For a federation on a day the
nation's rules hold, and over them those of its province. A case keeps the code and version it was
opened under ("0+50", "2022-01-01+2012-01-01") and is judged by these to its end: versions are
added, never changed or taken away.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

NATION = "0"
FOLDERS = [Path(__file__).parent]


@dataclass(frozen=True)
class Rule:
    """One rule: its number or list, where it stands, and what it says.

    ``verified`` is false of those whose article was not compared with the published text.
    """

    key: str
    value: object
    cite: str
    text: str
    verified: bool = True

    @property
    def source(self):
        """Where it stands, as pages say it."""
        return self.cite if self.verified else f"{self.cite}（条文号待核）"

    @property
    def share(self):
        """``"2/3"`` as a fraction: shares are compared unrounded."""
        return Fraction(self.value)


@dataclass(frozen=True)
class RuleSet:
    code: str
    version: str
    rules: dict

    def __getitem__(self, key):
        return self.rules[key]

    def get(self, key):
        return self.rules.get(key)

    def limit(self, status):
        """Within how many working days a case is to leave that state, as a rule; or None."""
        return self.rules.get(f"limit_{status}")

    def committee_size(self, members):
        """``(fewest, most)`` members of the committee of a union of so many members."""
        for most_members, low, high in self["committee_size"].value:
            if members <= most_members or not most_members:
                return low, high
        raise LookupError("the last line of committee_size must be without an end")


def register(folder):
    """A folder of rules of one's own beside the product's."""
    FOLDERS.append(Path(folder))
    _layers.cache_clear()
    frozen.cache_clear()


@cache
def _layers():
    """``{code: {version: {key: Rule}}}`` of all files."""
    told = {}
    for folder in FOLDERS:
        for path in sorted(folder.glob("*.toml")):
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            told[raw.pop("code"), raw.pop("version")] = raw
    found = {}
    for code, version in sorted(told):
        raw = told[code, version]
        before = found[code][raw.pop("after")] if "after" in raw else {}
        own = {key: Rule(key=key, **rule) for key, rule in raw.items()}
        found.setdefault(code, {})[version] = before | own
    return found


def province_of(federation):
    """The code of the province in whose line of command a federation stands; "" for the nation."""
    line = federation.path.strip("/").split("/")
    return line[1] if len(line) > 1 else ""


def in_force(federation, on):
    """The rules that hold for a federation on a day; before the first known, the first."""
    layers = _layers()
    codes = [code for code in (NATION, province_of(federation)) if code in layers]
    chosen = []
    for code in codes:
        begun = [v for v in layers[code] if date.fromisoformat(v) <= on]
        if begun or code == NATION:
            chosen.append((code, max(begun) if begun else min(layers[code])))
    return frozen("+".join(c for c, _ in chosen), "+".join(v for _, v in chosen))


@cache
def frozen(code, version):
    """The rules under the code and version that a case keeps."""
    rules = {}
    for one, of in zip(code.split("+"), version.split("+"), strict=True):
        rules |= _layers()[one][of]
    return RuleSet(code, version, rules)
