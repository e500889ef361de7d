"""Integrity checks: questions to the whole register, kept as data and not as code (CQ-21).

A check is a table in a TOML file: what it is called, how grave, SQL that gives the keys of the
organizations concerned, of which population they are a part, what to do about it and where. An
upper app puts its own beside these, in its ``AppConfig.ready()``:

    checks.register(Path(__file__).parent / "checks.toml", "membership")

``orgs.services.findings`` runs them. What the SQL may name: ``%(today)s`` and the check's own
``values``; it gives one column of organization keys, of which only those within the population
count. It is run read-only and cut off after ``SECONDS``.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from django.db import models

SECONDS = 300


class Severity(models.TextChoices):
    ERROR = "error", "严重"
    WARNING = "warning", "一般"
    NOTICE = "notice", "提示"


DAYS = {Severity.ERROR: 30, Severity.WARNING: 60, Severity.NOTICE: 180}
"""Within how many days a finding is to be mended, where the check does not say otherwise."""
LEVELS = {Severity.ERROR: "bad", Severity.WARNING: "caution", Severity.NOTICE: "plain"}
MEND = {
    "orgs:edit": "修改资料",
    "orgs:rename": "更名",
    "orgs:end": "登记终止",
    "orgs:assign": "指定责任工会",
    "orgs:decide_labour_field": "认定劳动关系领域",
    "orgs:detail": "查看档案",
}


@dataclass(frozen=True, kw_only=True)
class Population:
    """Whom a check is about: ``where`` is a condition on ``orgs_organization o``."""

    key: str
    label: str
    where: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """``remedy`` says what to do, ``mend`` where (a URL name that takes the organization), and
    ``answers`` who is to do it; ``app`` whose check it is. With ``remind``, officers are told
    of new findings the day they come up; the others wait in the inbox."""

    key: str
    app: str
    title: str
    severity: Severity
    population: Population
    sql: str
    remedy: str
    mend: str = "orgs:edit"
    mend_label: str = ""
    answers: str = "责任工会经办人"
    days: int = 0
    remind: bool = False
    values: dict = field(default_factory=dict)

    @property
    def severity_label(self):
        return Severity(self.severity).label

    @property
    def level(self):
        """How its severity is marked on pages."""
        return LEVELS[self.severity]

    @property
    def term(self):
        return self.days or DAYS[self.severity]

    @property
    def act(self):
        """What the link to its mending is called."""
        return self.mend_label or MEND.get(self.mend, "办理")


_populations, _checks = {}, {}


def register(path, app):
    """Read an app's file of checks. A later one of the same key stands (on a reload)."""
    told = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    for key, population in told.pop("populations", {}).items():
        _populations[key] = Population(key=key, **population)
    for key, check in told.items():
        _checks[key] = Check(
            key=key,
            app=app,
            **{
                **check,
                "severity": Severity(check["severity"]),
                "population": _populations[check["population"]],
            },
        )


def register_own():
    folder = Path(__file__).parent
    register(folder / "populations.toml", "orgs")
    for path in sorted(folder.glob("*.toml")):
        if path.name != "populations.toml":
            register(path, "orgs")


def every():
    """All checks, the grave ones first."""
    order = list(Severity)
    return sorted(_checks.values(), key=lambda c: (order.index(c.severity), c.key))


def find(key):
    """The check of that key, or None: findings outlive a check that is no more."""
    return _checks.get(key)


def title(key):
    found = find(key)
    return found.title if found else key
