"""渝北's members, a code in use, applications that wait and a transfer under way."""

from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from membership.inventing import invent
from membership.models import Coverage, Member
from membership.services import joining, reviewing, transfers
from orgs import papers_of_identity
from orgs.demo import TODAY
from unions.models import Federation, GrassrootsUnion

COUNTY = "500112"
MOST, LARGEST = 4_000, 60
WAITING = (
    *(("许文静", "staff"), ("马海波", "migrant"), ("罗建国", "migrant"), ("田晓燕", "staff")),
    *(("蒋玉兰", "dispatched"), ("曾志强", "platform"), ("邓春梅", "staff")),
)


def load_members(people):
    """Write them once. ``people`` are the demonstration's accounts. Returns how many."""
    if Member.objects.exists():
        return 0
    written = invent(_places(), today=TODAY)
    _join(people["yb-organizing"])
    return written


def _places():
    """So many for each union as its organizations have staff, but a few."""
    dice = Random(11)
    county = Federation.objects.get(code=COUNTY)
    rows = Coverage.objects.known().valid().counted().filter(union__federation=county)
    rows = rows.filter(organization__staff_count__gt=0).order_by("pk")
    left = MOST
    for row in rows.select_related("union", "organization").iterator():
        share = dice.uniform(0.55, 0.98)
        since = row.union.founded_on or row.valid_from
        for _ in range(min(left, LARGEST, max(1, round(row.organization.staff_count * share)))):
            left -= 1
            yield row.union_id, county.pk, row.organization_id, COUNTY, since
        if not left:
            return


@transaction.atomic
def _join(officer):
    """What an officer finds to do: applications, one of a member, and a transfer to answer."""
    unions = GrassrootsUnion.objects.filter(federation__code=COUNTY, dissolved_on=None)
    home = unions.order_by("pk").filter(members__isnull=False).first()
    if home is None:
        return
    soon = timezone.now() + timedelta(days=60)
    code = reviewing.issue_code(
        by=officer, union=home, site="渝北区某产业园一楼大厅", quota=200, expires_at=soon
    )
    reviewing.issue_code(
        by=officer,
        union=home,
        site="新职工入会宣讲会",
        quota=100,
        expires_at=timezone.now() + timedelta(days=7),
        rotating=True,
    )
    pool = reviewing.issue_code(
        by=officer,
        federation=home.federation,
        site="渝北区户外劳动者驿站",
        quota=500,
        expires_at=soon,
    )
    for n, (name, worker) in enumerate(WAITING):
        given = {"name": name, "worker": worker, "phone": f"1590000{n:04d}"}
        born = TODAY.replace(year=1990, day=1 + n)
        given["id_number"] = papers_of_identity.make(COUNTY, born, 700 + n)
        employer = "某快递公司渝北营业部" if n > 4 else ""
        joining.submit(code=pool if n > 4 else code, ticked=True, employer=employer, **given)
    known = Member.objects.current().exclude(union=home).order_by("pk").first()
    joining.submit(
        code=code,
        ticked=True,
        name=known.name,
        id_number=known.id_number,
        phone=known.phone,
        worker=known.worker,
    )
    away = GrassrootsUnion.objects.valid(TODAY).filter(federation__code="500103").first()
    if away is not None:
        transfers.ask(by=officer, member=known, to_union=away, note="随劳动关系转出。")
