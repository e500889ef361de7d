"""Comparing what others give with what the union gives, and looking into what that finds.

A comparison writes findings and nothing else: no case, no plan and no payment is touched by it
(PIPL 24). Whoever handles a finding decides, and says in words what came of it.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from governance.workflow import save
from orgs.bulk import Among, copy_rows
from stations import cards
from stations.models import AidPayment, Case, NeedKind, ReliefMatch, ReliefRow, ReliefSheet
from stations.queries import relief
from unions.models import Federation

CHECK = Permission.RELIEF_CHECK
WRITTEN = [field.attname for field in ReliefMatch._meta.concrete_fields if not field.primary_key]
EVIDENCE = ("pk", "sheet_id", "row", "need", "program", "amount", "starts_on", "ends_on")
Kind, Ground, Status = ReliefMatch.Kind, ReliefMatch.Ground, ReliefMatch.Status


@transaction.atomic
def compare(*, by=None, federation=None):
    """Compare all lists in use with all files. ``{"duplicates", "blind_spots"}``: how many are new.

    Two at once would find the same things twice: the second waits for the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('stations.matching'))")
    told = {"duplicates": _raise_duplicates(), "blind_spots": _raise_blind_spots()}
    record(by=by, verb="relief.compare", label="核对救助名单", federation=federation, **told)
    return told


def _raise_duplicates():
    together = relief.found(relief.DUPLICATES)
    standards = Standards(together)
    over = [
        row for row in together if row.union_amount + row.other_amount > standards.of(row).value
    ]
    waiting = {
        (match.household_id, match.need, match.year): match
        for match in ReliefMatch.objects.duplicates().waiting()
    }
    evidence = Evidence(over)
    new, changed = [], []
    for row in over:
        match = waiting.get((row.household_id, row.need, row.year))
        if match is None:
            match = ReliefMatch(
                kind=Kind.DUPLICATE,
                ground=Ground.OVERLAP,
                federation_id=row.federation_id,
                household_id=row.household_id,
                need=row.need,
                year=row.year,
            )
            new.append(match)
        elif (match.union_amount, match.other_amount) != (row.union_amount, row.other_amount):
            changed.append(match)
        else:
            continue
        standard = standards.of(row)
        match.union_amount, match.other_amount = row.union_amount, row.other_amount
        match.standard, match.clause = standard.value, standard.cite[:300]
        match.evidence = evidence.of(row)
    _keep(new)
    kept = ["union_amount", "other_amount", "standard", "clause", "evidence"]
    ReliefMatch.objects.bulk_update(changed, kept, batch_size=500)
    return len(new)


def _keep(new):
    """By COPY: a first comparison finds thousands."""
    told = ((getattr(match, name) for name in WRITTEN) for match in new)
    copy_rows(ReliefMatch, WRITTEN, map(tuple, told))


class Standards:
    """Above which sum a household's help is looked at: by the cards its case was begun under, else
    by those in force for the union that keeps it."""

    def __init__(self, rows):
        keys = {row.household_id for row in rows}
        newest = Case.objects.filter(Among("household_id", keys)).order_by("household_id", "-pk")
        self.kept = dict(newest.distinct("household_id").values_list("household_id", "card"))
        self.places = Federation.objects.in_bulk({row.federation_id for row in rows})
        self.standing = {}

    def of(self, row):
        term = cards.term_for(row.need)
        said = self.kept.get(row.household_id, {}).get("cards", {}).get(term)
        if said:
            return cards.as_kept(said)
        if row.federation_id not in self.standing:
            self.standing[row.federation_id] = cards.standing(self.places[row.federation_id])
        return self.standing[row.federation_id][term]


class Evidence:
    """What a finding rests on, without anybody's name or number; it stays when the lists go."""

    def __init__(self, rows):
        payments = AidPayment.objects.filter(
            Among("pk", {key for row in rows for key in row.payments})
        )
        told = payments.values("pk", "paid_on", "amount", "item__name")
        self.payments = {said["pk"]: said for said in told}
        self.lines = lines_of({key for row in rows for key in row.rows})

    def of(self, row):
        paid = [self.payments[key] for key in row.payments]
        return [
            *(
                {
                    "by": "工会",
                    "what": said["item__name"],
                    "from": said["paid_on"].isoformat(),
                    "to": said["paid_on"].isoformat(),
                    "amount": str(said["amount"]),
                }
                for said in sorted(paid, key=lambda said: said["paid_on"])
            ),
            *(self.lines[key] for key in row.rows),
        ]


def lines_of(keys):
    """``{key: a row of a list as evidence}``."""
    sheets = {
        sheet.pk: {"by": sheet.get_source_display(), "list": str(sheet.uid)}
        for sheet in ReliefSheet.objects.applied().only("uid", "source")
    }
    told = ReliefRow.objects.filter(Among("pk", keys)).values_list(*EVIDENCE)
    return {
        key: sheets[sheet]
        | {
            "row": row,
            "what": program or NeedKind(need).label,
            "from": since.isoformat(),
            "to": until.isoformat() if until else "",
            "amount": str(amount),
        }
        for key, sheet, row, need, program, amount, since, until in told
    }


def _raise_blind_spots():
    today = timezone.localdate()
    new = []
    for ground, sql in ((Ground.LISTED, relief.LISTED), (Ground.IN_NEED, relief.IN_NEED)):
        rows = relief.found(sql, today=today)
        lines = lines_of([row.id for row in rows])
        new += [
            ReliefMatch(
                kind=Kind.BLIND_SPOT,
                ground=ground,
                federation_id=row.federation_id,
                row_id=row.id,
                need=row.need,
                year=row.year,
                other_amount=row.amount,
                evidence=[lines[row.id]],
            )
            for row in rows
        ]
    new += [
        ReliefMatch(
            kind=Kind.BLIND_SPOT,
            ground=Ground.PASSED_ON,
            federation_id=row.federation_id,
            household_id=row.household_id,
            need="other",
            year=row.year,
            evidence=[{"by": "工会", "what": f"个案 {row.number} 不予建档，转由本级受理"}],
        )
        for row in relief.found(relief.PASSED_ON)
    ]
    _keep(new)
    return len(new)


@transaction.atomic
def handle(*, by, match, outcome, note):
    """What came of it. A person says so, of a finding of their own house."""
    match = _held(by, match, "handle")
    if match.status != Status.OPEN:
        raise ValidationError("这条线索已处理，请刷新页面。", code="stale")
    if outcome not in ReliefMatch.OF_KIND[match.kind]:
        raise ValidationError({"outcome": "请选择适用于这类线索的处理结果。"})
    if len(note.strip()) < 4:
        raise ValidationError({"note": "请写明核实和处理的情况（至少 4 个字）。"})
    match.status, match.outcome, match.note = Status.HANDLED, outcome, note.strip()
    match.handled_on, match.handled_by = timezone.localdate(), by
    save(match)
    record(by=by, verb="handle", label="处理核对线索", subject=match, outcome=outcome)
    return match


@transaction.atomic
def reopen(*, by, match, reason):
    """It is looked into once more; what was said before stays in the trail."""
    match = _held(by, match, "reopen")
    if match.status != Status.HANDLED:
        raise ValidationError("这条线索尚未处理。", code="stale")
    if not reason.strip():
        raise ValidationError({"reason": "请填写重新处理的原因。"})
    before = match.outcome
    match.status, match.outcome, match.note = Status.OPEN, "", ""
    match.handled_on = match.handled_by = None
    save(match)
    record(by=by, verb="reopen", label="重新处理", subject=match, reason=reason, before=before)
    return match


def _held(by, match, doing):
    match = ReliefMatch.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if not by.may(CHECK, match):
        refuse(by=by, verb=doing, subject=match)
        raise PermissionDenied("由责任工会核实处理。")
    return match


@transaction.atomic
def note_reading(*, by, match):
    """Looking at a finding is looking into a file: it is written down."""
    record(by=by, verb="read", label="查看核对线索", subject=match)
