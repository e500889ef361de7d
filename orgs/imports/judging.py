"""What each row of a list is to the register: new, changed, same … and what the list lacks."""

from dataclasses import dataclass, field

from orgs import beside, golden
from orgs.bitemporal import stretches
from orgs.imports.besides import Besides
from orgs.imports.register import Register
from orgs.models import CountedFacts, ImportLine, Organization
from orgs.names import fold
from orgs.services.history import COUNTED, ENDED, standing_on
from orgs.services.registration import TAKEN_ELSEWHERE
from unions.models import Federation

Outcome = ImportLine.Outcome
NOT_COMPARED = {"former_name", "certificate", "organization_code", *beside.FIELDS}
ALIKE = 0.15
REQUIRED = {
    "name": "请填写社会组织名称。",
    "type": "请填写组织类型（社会团体、民办非企业单位或基金会）。",
}


@dataclass(slots=True)
class Verdict:
    """One row, judged. ``changes`` is what applying it would set (attnames)."""

    row: object
    outcome: str
    organization: Organization | None = None
    changes: dict = field(default_factory=dict)
    history: list = field(default_factory=list)  # of the organization, as known now
    reason: str = ""
    difference: dict = field(default_factory=dict)  # name -> (before, after), for people to read
    held: dict = field(default_factory=dict)  # name -> (what stands, what is said, who says so)
    until: dict = field(default_factory=dict)  # name -> day from which another source is right
    before: dict = field(default_factory=dict)  # name -> (what writing replaced, by what)
    beside: list = field(default_factory=list)  # rows of its own that it adds: see ``orgs.beside``

    @property
    def ends(self):
        return (
            self.outcome == Outcome.CHANGED
            and self.changes.get("status") in ENDED
            and not self.organization.ended
        )


class Judge:
    """Compares the rows of one list with the register below the federation that takes it in.

    ``source`` is whose list it is: what a source that is trusted more, or that speaks of a later
    day, says otherwise is not replaced.
    """

    def __init__(self, *, within, as_of, rows, source=None, lock=False):
        self.as_of, self.source = as_of, source
        self.register = Register(within, [row for row in rows if not row.errors], lock=lock)
        self.first = {}  # what a row is known by -> the row that said it first

    def verdicts(self, rows, *, progress=lambda done: None):
        """One a row. Only of organizations that would change is it asked what others say."""
        found = []
        for done, row in enumerate(rows):
            found.append(self.verdict(row))
            progress(done)
        touched = [
            v
            for v in found
            if v.organization is not None and v.changes and v.outcome != Outcome.SUSPICIOUS
        ]
        if self.source is not None and touched:
            said = golden.said_of({v.organization.pk for v in touched})
            ranks = golden.Ranks()
            for verdict in touched:
                if told := said.get(verdict.organization.pk):
                    self.weigh(verdict, told, ranks)
        Besides(found, as_of=self.as_of, source=self.source).add()
        return found

    def weigh(self, verdict, said, ranks):
        """Leave out of a verdict what better or newer sources contradict, and say which."""
        organization, row = verdict.organization, verdict.row
        now = standing_on(stretches(verdict.history), self.as_of) if verdict.history else {}
        for name, new in verdict.changes.items():
            if name not in golden.FIELDS or name in row.derived:
                continue
            stands = now[name] if name in now else getattr(organization, name)
            against, until = golden.stands_against(
                name,
                golden.plain(stands),
                golden.plain(new),
                source=self.source.pk,
                as_of=self.as_of,
                said=said,
                rank=lambda source, name=name: ranks.of(source, name, organization.federation_id),
            )
            if against is not None:
                verdict.held[name] = (stands, new, against)
            elif until:
                verdict.until[name] = until
        if not (verdict.held or verdict.until):
            return
        for first, *others in golden.TOGETHER:
            follow = [name for name in others if name in verdict.changes]
            if first in verdict.held:
                verdict.held |= dict.fromkeys(follow)
            if first in verdict.until:
                verdict.until |= dict.fromkeys(follow, verdict.until[first])
        if verdict.held:
            changes = self._changes(row, organization, verdict.history, without=verdict.held)
            verdict.changes = changes
            verdict.outcome, verdict.reason = self._outcome(row, organization, changes)
            verdict.difference = differing(organization, changes)

    def verdict(self, row):
        values = row.values
        self._refuse_repeated(row)
        code = values.get("credit_code")
        holder = self.register.by_code.get(code) if code else None
        if holder is not None and holder.federation_id not in self.register.ours and not row.errors:
            row.errors.append(("credit_code", code, TAKEN_ELSEWHERE))
        if row.errors:
            return Verdict(row, Outcome.REFUSED)
        organization, reason = self.register.match(row)
        if organization is None:
            for name, words in REQUIRED.items():
                if not values.get(name):
                    row.errors.append((name, "", words))
            if row.errors:
                return Verdict(row, Outcome.REFUSED)
            if reason:
                return Verdict(row, Outcome.SUSPICIOUS, changes=self._as_new(values), reason=reason)
            return Verdict(row, Outcome.NEW, changes=self._as_new(values))
        if (earlier := self.first.setdefault(("known", organization.pk), row)) is not row:
            self._repeat(row, earlier, "name", "在册社会组织")
            return Verdict(row, Outcome.REFUSED)
        history = self.register.histories.get(organization.pk, [])
        changes = self._changes(row, organization, history)
        outcome, why = self._outcome(row, organization, changes)
        difference = differing(organization, changes)
        return Verdict(row, outcome, organization, changes, history, reason or why, difference)

    def _refuse_repeated(self, row):
        """The same organization twice in one list: the later row is refused, naming the earlier."""
        values = row.values
        code, name = values.get("credit_code"), values.get("name")
        named = name and (fold(name), fold(values.get("registering_authority", "")))
        if code and (earlier := self.first.setdefault(("code", code), row)) is not row:
            self._repeat(row, earlier, "credit_code", "统一社会信用代码")
        elif named and (earlier := self.first.get(("uncoded" if code else "named", named))):
            self._repeat(row, earlier, "name", "名称和登记管理机关")
        if named:
            self.first.setdefault(("named", named), row)
            if not code:
                self.first.setdefault(("uncoded", named), row)

    def _repeat(self, row, earlier, name, label):
        other = earlier.sheet if earlier.sheet != row.sheet else ""
        where = f"工作表“{other}”第{earlier.number}行" if other else f"第{earlier.number}行"
        message = f"与{where}的{label}相同，本行不再导入。"
        row.errors.append((name, row.values[name], message))

    def _as_new(self, values):
        changes = {n: v for n, v in values.items() if n not in NOT_COMPARED}
        if changes.get("status") in ENDED:
            changes.setdefault("ended_on", self.as_of)
        return changes

    def _changes(self, row, organization, history, without=()):
        """What the list says otherwise than the register said on the list's day."""
        told = standing_on(stretches(history), self.as_of) if history else {}
        changes = {}
        for name, value in row.values.items():
            if name in NOT_COMPARED or name in without or value in (None, ""):
                continue
            now = told.get(name) if name in COUNTED and told else getattr(organization, name)
            if name in row.derived and not self._may_follow(name, now, changes):
                continue
            if name == "credit_code" and value in self.register.merged:
                continue  # its own, of a record that was merged into it
            if not self._says_the_same(row, organization, name, now, value):
                changes[name] = value
        if "federation_id" in changes:
            changes["federation_assigned"] = True
        elif "region_id" in changes and not organization.federation_assigned:
            answering = row.values["federation_id"]
            if answering != told.get("federation_id", organization.federation_id):
                changes["federation_id"] = answering
        status = changes.get("status")
        if status in ENDED and not organization.ended_on:
            changes.setdefault("ended_on", self.as_of)
        elif status and status not in ENDED and organization.ended_on:
            changes["ended_on"] = None
        return changes

    def _may_follow(self, name, now, changes):
        """Whether what was only read off other cells may change what we know."""
        if name == "region_id":  # read off the residence
            return now is None or "residence" in changes
        if name == "registration_level":
            return not now
        return name in ("status", "ended_on")

    def _says_the_same(self, row, organization, name, now, value):
        if now == value:
            return True
        if now in (None, ""):
            return False
        if name == "name":
            said = fold(value)
            until = self.register.former_names.get((organization.pk, said))
            return said == organization.folded_name or bool(until and self.as_of < until)
        if name in row.coarse:
            return now.isoformat()[: row.coarse[name]] == value.isoformat()[: row.coarse[name]]
        if name == "region_id":
            return self.register.paths.get(now, "").startswith(self.register.paths.get(value, "?"))
        return (
            isinstance(value, str)
            and name not in {*COUNTED, "credit_code"}
            and (fold(now) == fold(value))
        )

    def _outcome(self, row, organization, changes):
        if (
            organization.ended
            and organization.ended_on <= self.as_of
            and ("status" not in row.values)
        ):
            return (
                Outcome.SUSPICIOUS,
                f"在册已于{organization.ended_on}终止，名单仍列出且未写状态。",
            )
        if not changes:
            return Outcome.SAME, ""
        if reason := self._doubt(row, organization, changes):
            return Outcome.SUSPICIOUS, reason
        if organization.ended and changes.get("status", organization.status) not in ENDED:
            return Outcome.REVIVED, ""
        if "region_id" in changes and organization.region_id or "federation_id" in changes:
            return Outcome.MOVED, ""
        if "name" in changes:
            return Outcome.RENAMED, ""
        return Outcome.CHANGED, ""

    def _doubt(self, row, organization, changes):
        """Why it may not be the same organization at all."""
        code = row.values.get("credit_code")
        if gone := self.register.merged.get(code):
            return f"以此代码登记的“{gone.name}”已并入“{organization.name}”，请核对名单。"
        if "credit_code" in changes and organization.credit_code:
            return f"统一社会信用代码与在册的不同（在册 {organization.credit_code}）。"
        if "type" in changes:
            types = CountedFacts.Type
            return (
                f"组织类型与在册的不同：在册为{types(organization.type).label}，"
                f"名单为{types(changes['type']).label}。"
            )
        if "name" in changes:
            said = fold(changes["name"])
            others = [o for o in self.register.by_name.get(said, ()) if o.pk != organization.pk]
            if code and any(o.credit_code and o.credit_code != code for o in others):
                return f"名称与在册的另一家社会组织相同（{others[0].credit_code}），疑为错行。"
            if likeness(said, organization.folded_name) < ALIKE:
                return f"名称与在册的“{organization.name}”完全不同。"
        return ""


def differing(organization, changes):
    """What people read of a change: ``{name: (before, after)}``."""
    return {name: (getattr(organization, name), new) for name, new in changes.items()}


def likeness(one, other):
    """Shared pairs of characters, 0 to 1."""
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} or {text} for text in (one, other)]
    return 2 * len(pairs[0] & pairs[1]) / (len(pairs[0]) + len(pairs[1]))


def missing_from(*, within, source, as_of, verdicts):
    """Organizations that an earlier list of this source, or the register, has and this one lacks,
    among those of the registering authorities it speaks of. A QuerySet."""
    seen = {v.organization.pk for v in verdicts if v.organization is not None}
    authorities = {
        v.row.values.get("registering_authority", "")
        for v in verdicts
        if v.outcome != Outcome.REFUSED
    }
    refused = {
        v.row.values["credit_code"]
        for v in verdicts
        if v.outcome == Outcome.REFUSED and v.row.values.get("credit_code")
    }
    return (
        Organization._base_manager.filter(
            source=source,
            federation__in=Federation.objects.at_or_below([within]),
            registering_authority__in=authorities,
        )
        .exclude(status__in=ENDED)
        .exclude(registered_on__gt=as_of)
        .exclude(credit_code__in=refused)
        .exclude(pk__in=seen)
        .filter(merged_into=None)
        .order_by("pk")
    )
