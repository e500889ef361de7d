"""Run the integrity checks over the whole register, keep what they find, let people answer for it.

A check reads in a transaction of its own that cannot write and is cut off in time; what it found is
then written in sets. One check that fails leaves the others and its own findings as they are.
"""

import time
from datetime import timedelta

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record
from orgs import checks
from orgs.bulk import copy_rows
from orgs.models import CheckRun, CheckTally, Finding, Organization

log = structlog.get_logger("orgs.checks")
OUTSIDE = "只能办理本级及下级工会负责的社会组织的问题。"
MOST_DAYS = 366
"""How long a grave finding may be accepted at most; then it is asked about again."""
MOST_AT_ONCE = 20_000
State = Finding.State


def run_checks(*, keys=(), today=None):
    """Every check, or those named. Gives the CheckRuns; findings of checks no more are dropped."""
    today = today or timezone.localdate()
    chosen = [check for check in checks.every() if not keys or check.key in keys]
    populations = {}
    runs = [_run(check, today, populations) for check in chosen]
    if not keys:
        known = [check.key for check in chosen]
        Finding.objects.standing().exclude(check_key__in=known).update(
            state=State.DROPPED, closed_on=today
        )
        CheckTally.objects.exclude(check_key__in=known).delete()
    return runs


def _run(check, today, populations):
    began = time.monotonic()
    run = CheckRun(check_key=check.key)
    try:
        found = _found_by(check, today)
        with transaction.atomic():
            run.opened, run.healed = _keep(check, found, today)
            _tally(check, today, populations=populations)
        run.found = len(found)
    except DatabaseError as failed:
        log.warning("check failed", check=check.key, error=str(failed))
        run.error = str(failed).strip().splitlines()[0][:300]
    run.seconds = round(time.monotonic() - began, 3)
    run.save()
    return run


def _found_by(check, today):
    """``[(organization, federation)]`` keys, read where nothing can be written."""
    statement = f"""
        SELECT o.id, o.federation_id FROM orgs_organization o
        WHERE o.merged_into_id IS NULL AND ({check.population.where}) AND o.id IN ({check.sql})
    """  # noqa: S608 - checks are part of the program
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
            # Whole tables are read: loops took minutes where statistics were old.
            cursor.execute("SET LOCAL enable_nestloop = off")
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [_timeout()])
            cursor.execute(statement, {"today": today, **check.values})
            found = cursor.fetchall()
        transaction.set_rollback(True)  # also the settings
    return found


def _timeout():
    return str(checks.SECONDS * 1000)


KEEP = (
    # What is found no more has been mended, also where it had been accepted.
    """
    UPDATE orgs_finding kept SET state = 'healed', closed_on = %(today)s
    WHERE check_key = %(key)s AND state IN ('open', 'accepted')
      AND NOT EXISTS (SELECT FROM found WHERE found.organization_id = kept.organization_id)
    """,
    # An acceptance that has run out makes room for asking again.
    """
    UPDATE orgs_finding SET state = 'lapsed', closed_on = %(today)s
    WHERE check_key = %(key)s AND state = 'accepted' AND until < %(today)s
    """,
    """
    INSERT INTO orgs_finding
        (check_key, organization_id, federation_id, state, opened_on, due_on, reason)
    SELECT %(key)s, organization_id, federation_id, 'open', %(today)s, %(due)s, ''
    FROM found WHERE NOT EXISTS (
        SELECT FROM orgs_finding kept WHERE kept.organization_id = found.organization_id
          AND kept.check_key = %(key)s AND kept.state IN ('open', 'accepted'))
    ON CONFLICT DO NOTHING
    """,
    # Whoever answers for the organization now answers for its findings.
    """
    UPDATE orgs_finding kept SET federation_id = found.federation_id
    FROM found WHERE kept.organization_id = found.organization_id AND check_key = %(key)s
      AND state IN ('open', 'accepted') AND kept.federation_id <> found.federation_id
    """,
)


def _keep(check, found, today):
    """Open what is new, heal what is gone. ``(opened, healed)``."""
    values = {"key": check.key, "today": today, "due": today + timedelta(check.term)}
    counts = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"check {check.key}"])
        cursor.execute("DROP TABLE IF EXISTS pg_temp.found")
        cursor.execute("CREATE TEMP TABLE found (organization_id bigint, federation_id bigint)")
        copy_rows(Finding, ["organization_id", "federation_id"], found, into="found")
        cursor.execute("ANALYZE found")
        for statement in KEEP:
            cursor.execute(statement, values)
            counts.append(cursor.rowcount)
        cursor.execute("DROP TABLE found")
    healed, _, opened, _ = counts
    return opened, healed


POPULATION = """
    SELECT o.federation_id, count(*) FROM orgs_organization o
    WHERE o.merged_into_id IS NULL AND ({population}) AND {within} GROUP BY 1
"""
STANDING = """
    SELECT federation_id,
           count(*) FILTER (WHERE state = 'open'),
           count(*) FILTER (WHERE state = 'accepted'),
           count(*) FILTER (WHERE state = 'open' AND due_on < %(today)s),
           count(*) FILTER (WHERE opened_on <= %(month)s
                            AND (closed_on IS NULL OR closed_on > %(month)s)),
           count(*) FILTER (WHERE closed_on IS NULL OR closed_on > %(quarter)s),
           count(*) FILTER (WHERE closed_on > %(quarter)s AND state IN ('healed', 'accepted'))
    FROM orgs_finding WHERE check_key = %(key)s AND {within} GROUP BY 1
"""
TALLIED = ["population", "open", "accepted", "overdue", "before", "stood", "closed"]


def _tally(check, today, federations=None, populations=None):
    """Count a check anew, everywhere or for these federations alone. ``populations`` keeps what
    was counted for other checks of the same run."""
    populations = {} if populations is None else populations
    values = {
        "key": check.key,
        "today": today,
        "month": today - timedelta(30),
        "quarter": today - timedelta(90),
        "federations": list(federations or ()),
    }
    everywhere = federations is None
    old = CheckTally.objects.filter(check_key=check.key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"check {check.key}"])
        if check.population.key not in populations:
            within = "TRUE" if everywhere else "o.federation_id = ANY(%(federations)s)"
            where = check.population.where
            cursor.execute(POPULATION.format(population=where, within=within), values)
            populations[check.population.key] = dict(cursor.fetchall())
        within = "TRUE" if everywhere else "federation_id = ANY(%(federations)s)"
        cursor.execute(STANDING.format(within=within), values)
        standing = {federation: counts for federation, *counts in cursor.fetchall()}
    (old if everywhere else old.filter(federation__in=federations)).delete()
    population = populations[check.population.key]
    nothing = [0] * len(TALLIED[1:])
    copy_rows(
        CheckTally,
        ["check_key", "federation_id", *TALLIED],
        (
            [check.key, federation, population.get(federation, 0)]
            + standing.get(federation, nothing)
            for federation in sorted({*population, *standing})
        ),
    )


@transaction.atomic
def accept(*, by, findings, reason, until=None):
    """Say why these are right as they are; they are not asked about again until that day, or for
    good. Grave ones for a year at most. Returns how many."""
    today = timezone.localdate()
    if len(reason.strip()) < 4:
        raise ValidationError({"reason": "请写明为什么无须整改（至少 4 个字）。"})
    if until and until <= today:
        raise ValidationError({"until": "有效期须晚于今天。"})
    chosen = _within_reach(by, findings.open())
    grave = {c.key for c in checks.every() if c.severity == checks.Severity.ERROR}
    too_long = until is None or until > today + timedelta(MOST_DAYS)
    if too_long and chosen.filter(check_key__in=grave).exists():
        raise ValidationError({"until": "严重问题须填写有效期，最长一年，到期再查。"})
    return _answer(
        by,
        chosen,
        today,
        verb="findings.accept",
        label="说明数据问题",
        reason=reason,
        state=State.ACCEPTED,
        closed_on=today,
        closed_by=by,
        until=until,
        note=reason.strip()[:300],
    )


@transaction.atomic
def reopen(*, by, findings, reason):
    """Take back what was accepted. Returns how many."""
    if not reason.strip():
        raise ValidationError({"reason": "请填写原因。"})
    chosen = _within_reach(by, findings.filter(state=State.ACCEPTED))
    return _answer(
        by,
        chosen,
        timezone.localdate(),
        verb="findings.reopen",
        label="撤销对数据问题的说明",
        reason=reason,
        state=State.OPEN,
        closed_on=None,
        closed_by=None,
        until=None,
        note="",
    )


@transaction.atomic
def assign(*, by, findings, person):
    """Give open findings to somebody who may mend them; None gives them back to the office."""
    chosen = _within_reach(by, findings.open())
    organizations = set(chosen.values_list("organization", flat=True))
    if person is not None:
        theirs = Organization.objects.for_user(person, Permission.ORG_EDIT)
        if theirs.filter(pk__in=organizations).count() != len(organizations):
            raise ValidationError({"person": f"{person}不能办理其中的一些社会组织，请另选。"})
    keys = _counts(chosen)
    count = chosen.update(assigned_to=person)
    record(
        by=by,
        verb="findings.assign",
        label="交办数据问题",
        count=count,
        checks=keys,
        person=person.username if person else "",
    )
    return count


def _within_reach(by, findings):
    """The findings, locked, if each of them is of an organization the person may edit."""
    locked = findings.order_by("pk").select_for_update(of=("self",))
    keys = list(locked.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(keys) > MOST_AT_ONCE:
        raise ValidationError(f"一次最多办理 {MOST_AT_ONCE:,} 条，请先缩小范围。")
    chosen = Finding.objects.for_user(by, Permission.ORG_EDIT).filter(pk__in=keys)
    if chosen.count() != len(keys):
        raise PermissionDenied(OUTSIDE)
    return Finding.objects.filter(pk__in=keys)


def _counts(findings):
    counts = {}
    for key in findings.values_list("check_key", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return counts


def _answer(by, chosen, today, *, verb, label, reason, note, **values):
    touched = {}
    for key, federation in chosen.values_list("check_key", "federation").distinct():
        touched.setdefault(key, set()).add(federation)
    keys = _counts(chosen)
    count = Finding.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))).update(
        **values, reason=note
    )
    for key, federations in sorted(touched.items()):
        if check := checks.find(key):
            _tally(check, today, federations)
    record(by=by, verb=verb, label=label, reason=reason, count=count, checks=keys)
    return count
