"""By which rule cards a household is helped: inherited from the province to the city to the county,
tighter only on the way down, each with its clause; and frozen, so that a case keeps its own.

``stations/law/cards/terms.toml`` says which numbers there are and which way each is tighter;
``national.toml`` what holds where nobody has laid down a card. Of the cards along the line of
command the tightest stands: if the city is tightened above the county's head, the county's looser
card no longer counts, whoever came first.
"""

import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.utils import timezone

from stations.models import RuleCard

LAW = Path(__file__).parent / "law" / "cards"
LOWER, HIGHER = "lower", "higher"


@dataclass(frozen=True)
class Term:
    """A number that may be laid down."""

    key: str
    label: str
    unit: str
    tighter: str
    part: str
    compare: str = ""
    """The kind of need whose lists are compared by it; such a card only warns."""

    def allows(self, value, above):
        """May a union below say ``value`` where ``above`` holds?"""
        return value <= above if self.tighter == LOWER else value >= above

    def keeps(self, fact, limit):
        """Does what was found keep within the limit?"""
        return fact <= limit if self.tighter == LOWER else fact >= limit

    @property
    def bound(self):
        return "不高于" if self.tighter == LOWER else "不低于"


@dataclass(frozen=True)
class Card:
    """What a document says of a term, whether it stands in a file or was laid down by a union."""

    term: str
    value: Decimal
    force: str
    title: str
    clause: str
    since: date
    code: str
    """Of the federation that laid it down."""
    place: str = ""
    number: str = ""
    text: str = ""
    uid: str = ""
    default: bool = False
    """A number of ours, which binds nobody."""

    @property
    def about(self):
        return terms()[self.term]

    @property
    def words(self):
        return f"{self.about.bound} {plain(self.value)} {self.about.unit}"

    @property
    def cite(self):
        """《…办法》（…号）第八条"""
        number = f"（{self.number}）" if self.number else ""
        return f"《{self.title}》{number}{self.clause}"


@dataclass(frozen=True)
class Finding:
    """That a fact does not keep within a card, with the clause."""

    card: Card
    fact: Decimal

    @property
    def blocks(self):
        return self.card.force == RuleCard.Force.BLOCK

    @property
    def words(self):
        about = self.card.about
        return (
            f"{about.label}应{self.card.words}，现为 {plain(self.fact)} {about.unit}"
            f"（{self.card.cite}）。"
        )


def plain(number):
    """2.00 -> 2; 12000 -> 12,000."""
    number = Decimal(number)
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number.normalize():,f}"


@cache
def terms():
    """``{key: Term}``, in the order of the file."""
    told = tomllib.loads((LAW / "terms.toml").read_text(encoding="utf-8"))
    return {key: Term(key, **said) for key, said in told.items()}


@cache
def of_files():
    """Cards of files, national and provincial."""
    found = []
    for path in sorted(LAW.glob("*.toml")):
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        for said in read.get("card", ()):
            found.append(
                Card(
                    term=said["term"],
                    value=Decimal(str(said["value"])),
                    force=said.get("force", "warn" if terms()[said["term"]].compare else "block"),
                    title=said["title"],
                    number=said.get("number", ""),
                    clause=said["clause"],
                    text=said.get("text", ""),
                    since=said["from"],
                    code=read["code"],
                    default=said.get("default", False),
                )
            )
    return tuple(found)


def line_of(federation):
    """Codes of the federations from the top down to this one."""
    return federation.path.strip("/").split("/")


@cache
def term_for(need):
    """The key of the term by which lists of that kind of need are compared."""
    return next(key for key, term in terms().items() if term.compare == need)


def cards_of(federation, on):
    """All that bears on a federation on a day: its own cards and those above, from the top down."""
    line = line_of(federation)
    laid = RuleCard.objects.on(on).filter(federation__code__in=line)
    found = [as_card(row) for row in laid.select_related("federation")]
    own = {(card.code, card.term) for card in found}
    found += [
        card
        for card in of_files()
        if card.code in line and card.since <= on and (card.code, card.term) not in own
    ]
    return sorted(found, key=lambda card: (line.index(card.code), card.since))


def as_card(row):
    return Card(
        term=row.term,
        value=row.value,
        force=row.force,
        title=row.title,
        number=row.number,
        clause=row.clause,
        text=row.text,
        since=row.valid_from,
        code=row.federation.code,
        place=row.federation.short_name,
        uid=str(row.uid),
    )


def standing(federation, on=None):
    """``{term: Card}`` that holds for a federation: of those along the line, the tightest; where
    it is as tight, the nearest. Defaults stand aside for whatever a union has laid down."""
    return tightest(cards_of(federation, on or timezone.localdate()))


def tightest(cards):
    """Of cards from the top down."""
    held = {}
    for card in cards:
        before = held.get(card.term)
        if before is None or before.default or card.about.allows(card.value, before.value):
            held[card.term] = card
    return {key: held[key] for key in terms() if key in held}


def frozen(federation, on=None):
    """What a case keeps: a plain dict, ``{"on", "federation", "cards": {term: {…}}}``."""
    on = on or timezone.localdate()
    return {
        "on": on.isoformat(),
        "federation": federation.code,
        "cards": {key: kept(card) for key, card in standing(federation, on).items()},
    }


def kept(card):
    return asdict(card) | {"value": str(card.value), "since": card.since.isoformat()}


def of_frozen(rules):
    """``{term: Card}`` of what a case keeps; a term that is no longer known is left out."""
    return {key: as_kept(said) for key, said in rules.get("cards", {}).items() if key in terms()}


def as_kept(said):
    told = {"value": Decimal(said["value"]), "since": date.fromisoformat(said["since"])}
    return Card(**said | told)


def limit(rules, term):
    """The number that holds for a case by what it keeps, or None."""
    card = of_frozen(rules).get(term)
    return card.value if card else None


def findings(rules, **facts):
    """Where the facts of a case (``homes_max=2``) do not keep within its cards. Whether a finding
    blocks says its card; nothing is refused here."""
    cards = of_frozen(rules)
    return [
        Finding(cards[key], Decimal(str(fact)))
        for key, fact in facts.items()
        if fact is not None and key in cards
        if not cards[key].about.keeps(Decimal(str(fact)), cards[key].value)
    ]
