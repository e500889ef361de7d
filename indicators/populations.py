"""Whom a figure is about: everybody, a drive's scope, or one segment of it.

A drive's scope is data (``membership.Drive.scope``). Here it becomes a condition in SQL; values
travel as parameters, and a column is named only after the scope has been validated.
"""

from dataclasses import dataclass, field

import structlog
from django.core.exceptions import ValidationError

from membership.models import Coverage, Drive
from membership.validators import SCOPE_FIELDS, validate_scope

log = structlog.get_logger(__name__)

ALL = "all"


@dataclass(frozen=True)
class Population:
    code: str
    name: str
    forms: tuple[str, ...] = Coverage.FOUNDING_FORMS
    segments: tuple[dict, ...] = field(default=(), hash=False)
    """Any of these; each is ``{column: values}``, all of which must hold. None: everybody."""
    within: str = ""
    """Path of the federation at or below which it lies; empty for the whole country."""

    def condition(self, alias, parameters):
        """The SQL condition on counted facts; fills ``parameters`` with the values it names."""
        if not self.segments:
            return "TRUE"
        ways = []
        for criteria in self.segments:
            tests = []
            for column, values in criteria.items():
                assert column in SCOPE_FIELDS
                name = _named(parameters, "scope", list(values))
                tests.append(f"{alias}.{column} = ANY(%({name})s)")
            ways.append(f"({' AND '.join(tests)})")
        condition = f"({' OR '.join(ways)})"
        if self.within:
            name = _named(parameters, "path", f"{self.within}%")
            condition += (
                f" AND {alias}.federation_id IN"
                f" (SELECT id FROM unions_federation WHERE path LIKE %({name})s)"
            )
        return condition


def _named(parameters, stem, value):
    name = f"{stem}_{len(parameters)}"
    parameters[name] = value
    return name


def of_drive(drive):
    """A drive's own population, then one for each segment: ``DRV-2023``, ``DRV-2023:A``, …"""
    forms = tuple(drive.counted_forms)
    within = "" if drive.federation.code == "0" else drive.federation.path
    segments = drive.segments
    counted = tuple(s.criteria for s in segments if not s.led)
    yield Population(drive.code, drive.name, forms, counted, within)
    for segment in segments:
        yield Population(
            f"{drive.code}:{segment.code}", segment.name, forms, (segment.criteria,), within
        )


def populations():
    """All there are now. A drive whose scope cannot be read is left out, and the log says so."""
    found = [Population(ALL, "全部社会组织")]
    for drive in Drive.objects.select_related("federation").order_by("id"):
        try:
            validate_scope(drive.scope)
        except ValidationError as problem:
            log.error("drive left out of the figures", drive=drive.code, problem=problem.messages)
            continue
        found += of_drive(drive)
    return found
