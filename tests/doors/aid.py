"""Aid: asked for in the open, kept by one house, seen by nobody else."""

from tests.doors.kinds import NOBODY, PUBLIC, door
from tests.everybody import INSIDE

case = "stations/cases/<uuid:uid>"
member = f"{case}/members/<int:pk>"
payment = "stations/payments/<uuid:uid>"
uid = r"(?P<uid>[^/.]+)"
READ = {"governance_event"}
COUNTER = {"station"}
DOORS = {
    "aid/": door(PUBLIC),
    "aid/apply/": door(PUBLIC),
    "aid/apply/family/": door(PUBLIC),
    "aid/apply/family/<int:ordinal>/drop/": door(PUBLIC, "aid ordinal", post=True),
    "aid/apply/money/": door(PUBLIC),
    "aid/apply/check/": door(PUBLIC),
    "aid/apply/received/": door(PUBLIC),
    "aid/notice/": door(PUBLIC),
    "aid/status/": door(PUBLIC),
    "aid/mine/": door(PUBLIC),
    "aid/mine/withdraw/": door(PUBLIC, post=True),
    "aid/mine/rate/": door(PUBLIC),
    "aid/mine/data/": door(PUBLIC),
    "aid/publicity/": door(PUBLIC),
    "aid/publicity/<uuid:uid>/object/": door(PUBLIC, "aid notice"),
    "stations/cases/": door(COUNTER),
    "stations/cases/export/": door(COUNTER, post=True),
    "stations/cases/new/": door(COUNTER),
    "stations/cases/review/": door(NOBODY),
    "stations/cases/find/": door(NOBODY),
    "stations/cases/ratings/": door(NOBODY),
    f"{case}/": door(NOBODY, "aid case", writes=READ),
    f"{case}/papers/": door(NOBODY, "aid case", writes=READ),
    f"{case}/household/": door(NOBODY, "aid case"),
    f"{case}/members/new/": door(NOBODY, "aid case"),
    f"{member}/": door(NOBODY, "aid case", "aid member"),
    f"{member}/drop/": door(NOBODY, "aid case", "aid member"),
    f"{case}/money/": door(NOBODY, "aid case"),
    f"{case}/visit/": door(NOBODY, "aid case"),
    f"{case}/check/": door(NOBODY, "aid case"),
    f"{case}/publish/": door(NOBODY, "aid case"),
    f"{case}/plan/": door(NOBODY, "aid case"),
    f"{case}/review/": door(NOBODY, "aid case"),
    f"{case}/filed/": door(NOBODY, "aid case"),
    f"{case}/moves/<slug:verb>/": door(NOBODY, "aid case", "aid verb"),
    "stations/objections/<uuid:uid>/": door(NOBODY, "aid objection"),
    "stations/plans/<uuid:uid>/<slug:verb>/": door(NOBODY, "aid plan", "aid approving"),
    "stations/payments/": door(NOBODY),
    "stations/payments/export/": door(NOBODY, post=True),
    f"{payment}/": door(NOBODY, "aid payment"),
    f"{payment}/pay/": door(NOBODY, "aid payment", writes=READ),
    f"{payment}/bounce/": door(NOBODY, "aid payment"),
    "api/v1/^aid-cases/$": door(INSIDE),
    f"api/v1/^aid-cases/{uid}/$": door(NOBODY, "aid case", writes=READ),
    "api/v1/^aid-payments/$": door(INSIDE),
}
