"""What the mistyped credit codes of a list may have been meant to be: told, never put in."""

from orgs.bulk import Among
from orgs.credit_codes import is_sound, repairs
from orgs.models import Organization
from orgs.queries import existing_among, seats_of
from unions.models import Region

MOST = 1_000
"""So many rows are thought about; a list with more wrong codes is wrong in another way."""
SHOWN = 3


def propose(rows, *, ours):
    """Tell each of the refused ``rows`` what its code may have been meant to be, the likeliest
    first: one on the register below the federations ``ours``, or of its own place and type."""
    codes = ((row, row.values.get("credit_code") or "") for row in rows)
    asked = [(row, code) for row, code in codes if len(code) == 18 and not is_sound(code)][:MOST]
    near = {code: [one.code for one in repairs(code)] for _, code in asked}
    every = {one for several in near.values() for one in several}
    if not every:
        return
    mine = Organization._base_manager.filter(Among("credit_code", every))
    mine = mine.filter(Among("federation_id", ours))
    known = set(mine.values_list("credit_code", flat=True))
    divisions = existing_among(every)
    homes = {row.values.get("region_id") for row, _ in asked} - {None}
    homes = dict(Region.objects.filter(pk__in=homes).values_list("pk", "code"))
    for row, code in asked:
        home = homes.get(row.values.get("region_id"))
        regions = seats_of(home) if home else divisions
        kind = row.values.get("type") if "type" not in row.derived else ""
        found = repairs(code, type=kind or "", regions=regions, known=known, most=SHOWN)
        row.meant = [(one.code, one.change) for one in found]


def in_words(meant):
    """The proposals as a sentence of the hint."""
    if not meant:
        return ""
    told = "，或 ".join(f"{code}（{change}）" for code, change in meant)
    return f"可能是 {told}；仅供核对，系统不代为更改。"
