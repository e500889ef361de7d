"""Members at work in a province, for the tests that open every door: one of everything."""

from datetime import date, timedelta
from itertools import count
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from membership.models import JoinCode
from membership.services import joining, members, reviewing, rosters, transfers
from orgs import papers_of_identity
from tests import make

NOWHERE = str(UUID(int=1))
serial = count(1)


def id_number(place="500112", born=date(1985, 3, 12), n=None):
    n = n or next(serial)
    return papers_of_identity.make(place, born + timedelta(days=n // 900), n % 900 + 1)


def person(**over):
    n = next(serial)
    return {
        "name": f"张某{n}",
        "id_number": id_number(n=n),
        "phone": f"138{n:08d}",
        **over,
    }


def code(union=None, by=None, **over):
    """A code to join by, good for a week."""
    by = by or make.officer("500112")
    values = {"site": "某产业园", "quota": 100, **over}
    values.setdefault("expires_at", timezone.now() + timedelta(days=7))
    if union is None:
        values.setdefault("federation", make.federation("500112"))
    return reviewing.issue_code(by=by, union=union, **values)


def applied(at=None, **who):
    return joining.submit(code=at or code(make.union()), ticked=True, **person(**who))


def write(union, *, by, say, county):
    """``{kind: (there, absent)}``, and the marks that nobody else may read."""
    own = person(name=say("某会员"), id_number=id_number(county), phone=say.phone(county))
    member = members.enrol(by=by, union=union, **own)
    by_code = code(union, by, site=say("某地点"), rotating=False)
    onsite = code(union, by, site=say("某会场"), rotating=True)
    who = person(name=say("某申请人"), id_number=id_number(county), phone=say.phone(county))
    application = joining.submit(code=by_code, ticked=True, **who)
    other = make.union(union.federation.parent.code, name=say("某转入工会"))
    transfer = transfers.ask(by=by, member=member, to_union=other, note=say("转接说明"))
    file = SimpleUploadedFile(
        f"{say('会员名单')}.csv", f"姓名,证件号码\n{say('名单会员')},{id_number(county)}\n".encode()
    )
    roster = rosters.hand_in(by=by, union=union, file=file)
    rosters.read_roster(roster=roster)
    there = {
        "member": member,
        "join code": by_code,
        "screen": onsite,
        "application": application,
        "transfer": transfer,
        "roster": roster,
    }
    found = {kind: (str(row.uid), NOWHERE) for kind, row in there.items()}
    found["join token"] = (by_code.token, JoinCode(slug="NOSUCHCODE").token)
    found["join receipt"] = (application.number, "RH-2222-2222-2222")
    marks = [application.number, by_code.slug, onsite.slug, by_code.token]
    marks += [own["id_number"], who["id_number"], *(str(row.uid) for row in there.values())]
    return {**found, "marks": marks}
