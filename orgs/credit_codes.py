"""What a mistyped credit code may have been meant to be: proposed, never put in anybody's place.

Of all codes one slip away (a character mistaken, or two neighbours exchanged) only some nineteen
satisfy the check character, and a few of these the organization code within. Whatever else is known
orders the rest: a code on the register, a division that exists, the type said on the form, a slip
that eyes and fingers make.
"""

from dataclasses import dataclass

from orgs.validators import SOCIAL_ORGANIZATION_CODES, organization_code_checks

SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
VALUE = {symbol: at for at, symbol in enumerate(SYMBOLS)}
WEIGHTS = [pow(3, at, 31) for at in range(17)] + [1]
"""Of a valid code the weighted sum of all 18 values is a multiple of 31 (GB 32100-2015)."""
INVERSE = [pow(weight, -1, 31) for weight in WEIGHTS]
DIGITS = range(8)
"""Where only digits stand, in every code that concerns us: whose it is, and a division."""
LOOK_ALIKE = (
    "0OQDU",
    "1IL7T",
    "2Z",
    "5S",
    "8B3",
    "6G",
    "4A",
    "VUY",
    "MNWH",
    "EF",
    "CG",
    "PR",
    "KX",
)
ALIKE = {(a, b) for group in LOOK_ALIKE for a in group for b in group if a != b}


@dataclass(frozen=True)
class Repair:
    """One code that may have been meant. ``change`` says the slip in words."""

    code: str
    change: str
    known: bool
    inner: bool
    region: bool
    type: bool
    alike: bool

    @property
    def rank(self):
        """The likelier first."""
        return (not self.known, not self.inner, not self.region, not self.type, not self.alike)

    @property
    def reasons(self):
        """What speaks for it, in words."""
        said = (
            (self.known, "在册"),
            (self.inner, "组织机构代码校验相符"),
            (self.region, "区划相符"),
            (self.type, "类型相符"),
            (self.alike, "常见笔误"),
        )
        return [words for holds, words in said if holds]


def repairs(code, *, type="", regions=(), known=frozenset(), most=None):
    """The codes one slip away from ``code`` that satisfy the check character, likeliest first.

    ``type`` is the organization's type; ``regions`` are six-digit divisions that fit (the one of
    its residence, the seats of authorities above it), all that exist where nothing is known.
    ``known`` are codes on the register among which to look first. Nothing for a valid code, for
    one of another length, or where more than two characters are wrong.
    """
    if len(code) != 18 or is_sound(code):
        return []
    found = {}
    for repaired, change, alike in _one_slip_away(code):
        found.setdefault(
            repaired,
            Repair(
                repaired,
                change,
                known=repaired in known,
                inner=organization_code_checks(repaired),
                region=repaired[2:8] in regions,
                type=repaired[:2] == type if type else repaired[:2] in SOCIAL_ORGANIZATION_CODES,
                alike=alike,
            ),
        )
    return sorted(found.values(), key=lambda one: one.rank)[:most]


def is_sound(code):
    """Every character where it may stand, and the check satisfied."""
    return not _strangers(code) and not _remainder(code)


def _strangers(code):
    """Places of characters that may not stand there."""
    return [
        at
        for at, character in enumerate(code)
        if character not in VALUE or (at in DIGITS and not character.isdigit())
    ]


def _remainder(code):
    return sum(VALUE[c] * w for c, w in zip(code, WEIGHTS, strict=True)) % 31


def _one_slip_away(code):
    wrong = _strangers(code)
    for at in range(17):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        if swapped != code and is_sound(swapped):
            yield swapped, f"第{at + 1}、{at + 2}位对调", True
    for at in wrong or range(18):
        if set(wrong) <= {at} and (one := _mended(code, at)):
            alike = (code[at], one) in ALIKE
            yield code[:at] + one + code[at + 1 :], f"第{at + 1}位 {code[at]} 改为 {one}", alike


def _mended(code, at):
    """The one character that satisfies the check at this place, if it may stand there."""
    blank = code[:at] + "0" + code[at + 1 :]
    one = SYMBOLS[-_remainder(blank) * INVERSE[at] % 31]
    return one if one != code[at] and (at not in DIGITS or one.isdigit()) else ""
