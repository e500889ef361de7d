"""Paper unions: what speaks for a look at them, as questions in SQL (``paper_unions.toml``)."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction


@dataclass(frozen=True)
class Signal:
    key: str
    title: str
    weight: int
    sql: str
    values: dict = field(default_factory=dict)

    def found(self, on):
        """``[(union id, reason)]``."""
        with transaction.atomic(), connection.cursor() as cursor:
            # All unions are read: loops took long where statistics were old.
            cursor.execute("SET LOCAL enable_nestloop = off")
            cursor.execute(self.sql, {"on": on, **self.values})
            rows = cursor.fetchall()
            cursor.execute("SET LOCAL enable_nestloop = on")
        return rows


def _load():
    path = Path(__file__).parent / "paper_unions.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: Signal(key=key, **values) for key, values in told.items()}


SIGNALS = _load()


def find(on):
    """``{union id: [{"key", "title", "reason", "weight"}]}`` over all unions, gravest first."""
    found = {}
    for signal in sorted(SIGNALS.values(), key=lambda s: -s.weight):
        for union, reason in signal.found(on):
            found.setdefault(union, []).append(
                {
                    "key": signal.key,
                    "title": signal.title,
                    "reason": reason,
                    "weight": signal.weight,
                }
            )
    return found
