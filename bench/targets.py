"""A target split from the nation down to its streets, against the bare SQL of the same writes.

The product measures every federation, splits every quota among those below and writes all plans
and shares in one transaction, at whose end the database looks at every sum. Its peer is given the
finished rows and inserts them into the same tables, with the same keys.
"""

from datetime import date
from statistics import median

from bench.ground import BARE, COUNT, Line, say, seconds

COUNTED = min(200_000, COUNT)
ROUNDS = 5
DATABASE = "bench_streets"
TABLES = ("membership_targetplan", "membership_targetshare")
SCOPE = {"segments": [{"code": "A", "name": "在册", "any of": {"standing": ["registered"]}}]}
DUE = date(2026, 12, 31)


def measure(ground):
    say(f"targets: {COUNTED:,} organizations in all streets …")
    ground.prepare(DATABASE, COUNTED, streets=True)
    ground.use(DATABASE)
    try:
        yield from _measure(ground)
    finally:
        ground.use("bench_large")


def _measure(ground):
    from membership.models import TargetShare
    from membership.services.targets import issue_tree
    from unions.models import Federation

    wanted = {"by": _officer(), "drive": _drive(), "due_on": DUE, "method": "gap"}
    wanted["federation"] = Federation.objects.get(code="0")
    taken = {"product": [], "same": [], "heap": []}
    with ground.owner(DATABASE) as cursor:
        _peers(cursor)
        for _ in range(ROUNDS):
            cursor.execute(f"TRUNCATE {', '.join(TABLES)}")
            taken["product"].append(seconds(lambda: issue_tree(**wanted)))
            for table in TABLES:
                cursor.execute(f"TRUNCATE {BARE}.{table}")
                cursor.execute(f"INSERT INTO {BARE}.{table} SELECT * FROM {table}")
            cursor.execute(f"TRUNCATE {', '.join(TABLES)}")
            taken["same"].append(seconds(_insert, cursor, ""))
            taken["heap"].append(seconds(_insert, cursor, f"{BARE}.heap_"))
    told = {name: median(times) for name, times in taken.items()}
    shares = TargetShare.objects.count()
    streets = TargetShare.objects.filter(federation__level=Federation.Level.STREET).count()
    what = f"{shares:,} shares, {streets:,} of them of streets: measured, split, issued"
    for kind, name, want, limit in (
        ("same", "INSERT of the finished rows into the same tables", "≤ 10×", 10),
        ("heap", "the same into tables without any key", "–", None),
    ):
        yield Line("targets", what, told["product"], told[kind], name, want, limit=limit)


def _officer():
    from accounts.models import Appointment, User
    from accounts.roles import Role
    from unions.models import Federation

    user, made = User.objects.get_or_create(username="bench-targets", defaults={"name": "测"})
    if made:
        Appointment.objects.create(
            user=user,
            federation=Federation.objects.get(code="0"),
            role=Role.ORGANIZING,
            starts_on=date(2020, 1, 1),
        )
    return user


def _drive():
    """One that is about everybody registered, so that hardly a street is left out."""
    from decimal import Decimal

    from membership.models import Drive, DriveTarget
    from unions.models import Federation

    drive, made = Drive.objects.get_or_create(
        code="BENCH",
        defaults={
            "name": "测试行动",
            "basis": "无",
            "starts_on": date(2026, 1, 1),
            "federation": Federation.objects.get(code="0"),
            "scope": SCOPE,
            "counted_forms": ["single", "joint", "industry", "region"],
        },
    )
    if made:
        DriveTarget.objects.create(
            drive=drive, due_on=DUE, comparator="at_least", rate=Decimal("0.85")
        )
    return drive


def _peers(cursor):
    """Where the finished rows wait, and tables that have nothing but columns."""
    cursor.execute(f"DROP SCHEMA IF EXISTS {BARE} CASCADE; CREATE SCHEMA {BARE}")
    for table in TABLES:
        for name in (table, f"heap_{table}"):
            cursor.execute(f"CREATE TABLE {BARE}.{name} (LIKE {table})")


def _insert(cursor, into):
    copies = [
        f"INSERT INTO {into}{table} OVERRIDING SYSTEM VALUE SELECT * FROM {BARE}.{table}"
        for table in TABLES
    ]
    if into:
        copies.insert(0, f"TRUNCATE {', '.join(into + table for table in TABLES)}")
    cursor.execute(f"BEGIN; {'; '.join(copies)}; COMMIT")
