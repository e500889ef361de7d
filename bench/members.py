"""A million members: the roster's page, the search for a person's membership and handing in a form
take no more queries than at ten thousand, and at most twice the time."""

import logging
import os
import re
from datetime import date, timedelta
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median, median_low
from time import perf_counter, process_time

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.roles import Role
from bench.ground import Line, say
from governance.paging import Order, after
from membership.inventing import invent
from membership.models import JoinCode, Member
from membership.services import reviewing
from orgs import papers_of_identity
from unions.models import Federation, GrassrootsUnion

FEW, MANY = 10_000, int(os.environ.get("BENCH_MEMBERS", "1000000"))
ROSTER, ROUNDS, WARM, LOOKED_UP = 50, 31, 3, 20
SINCE, TODAY = date(2018, 1, 1), date(2026, 11, 1)
COUNTY = "500112"
fresh = count(1)


def measure(ground):
    """Both sizes in turns, act by act, so that whatever else the machine does falls on both."""
    logging.disable(logging.WARNING)
    first, sides = connections["default"], {}
    try:
        with override_settings(ALLOWED_HOSTS=["*"]):
            for database, members in (("bench_small", FEW), ("bench_large", MANY)):
                link = connections["default"] = connection.copy()
                link.settings_dict["NAME"] = database
                say(f"members: {members:,} in {database} …")
                fill(members)
                sides[link] = acts_of()
            yield from compared(*in_turns_over(sides).values())
    finally:
        for link in sides:
            link.close()
        connections["default"] = first


def in_turns_over(sides):
    """``{link: {what: (seconds, seconds of processors, queries)}}``, medians over the rounds."""
    taken = {link: {what: [] for what in acts} for link, acts in sides.items()}
    for turn in range(WARM + ROUNDS):
        for what in next(iter(sides.values())):
            for link in sides if turn % 2 else reversed(sides):
                connections["default"] = link
                taken[link][what].append(timed(sides[link][what]))
    found = {}
    for link, some in taken.items():
        connections["default"] = link
        found[link] = {what: (*medians(t), queries(sides[link][what])) for what, t in some.items()}
    return found


def medians(times):
    """Of each column; the first rounds do not count."""
    return [median(column) for column in zip(*times[WARM:], strict=True)]


def compared(small, large):
    for what, (few, few_busy, asked) in small.items():
        many, many_busy, again = large[what]
        yield Line(
            "members",
            f"{what}: {again} queries, {asked} with few",
            many,
            few,
            f"with {FEW:,} members",
            "≤ 2×, no query more",
            limit=2 if again <= asked else 0,
            note=f"busy {many_busy * 1000:.1f} ms, {few_busy * 1000:.1f} ms with few: "
            f"{many_busy / few_busy:.2g}×",
        )


def timed(act):
    """Seconds by the clock, and those for which a processor was at work on it, here and in the
    database: others on the machine add to the first only."""
    server = connection.connection.info.backend_pid
    busy, began = process_time() + busy_for(server), perf_counter()
    act()
    took = perf_counter() - began
    return took, process_time() + busy_for(server) - busy


def busy_for(process):
    """Seconds for which a processor has been at work for a process."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def fill(members):
    """Unions of fifty members each, all over the nation's counties."""
    standing = Member.objects.count()
    if standing >= members:
        return
    counties = list(Federation.objects.filter(level=4, kind="territorial").order_by("pk"))
    first = GrassrootsUnion.objects.count()
    unions = [
        GrassrootsUnion(
            name=f"第{n}测试工会",
            federation=counties[n % len(counties)],
            kind="own",
            founded_on=SINCE,
        )
        for n in range(first, first + (members - standing) // ROSTER)
    ]
    made = GrassrootsUnion.objects.bulk_create(unions, batch_size=5_000)
    places = (
        (union.pk, union.federation_id, None, union.federation.code[:6].ljust(6, "0"), SINCE)
        for union in made
        for _ in range(ROSTER)
    )
    invent(places, today=TODAY, first=standing, seed=standing)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE membership_member")


def officer():
    user, new = User.objects.get_or_create(username="bench-members", defaults={"name": "测量"})
    if new:
        Appointment.objects.create(
            user=user,
            federation=Federation.objects.get(code="0"),
            role=Role.ORGANIZING,
            starts_on=date(2020, 1, 1),
        )
    return user


def open_code(by):
    """One that has room for every measurement."""
    union = GrassrootsUnion.objects.filter(members__isnull=False).order_by("pk").first()
    known = JoinCode.objects.standing().filter(union=union, by=by, used__lt=9_000).first()
    soon = timezone.now() + timedelta(days=90)
    return known or reviewing.issue_code(
        by=by, union=union, site="测量", quota=10_000, expires_at=soon
    )


def acts_of():
    """``{what: act}`` over the database that is open."""
    user = officer()
    code, client, anybody = open_code(user), Client(), Client()
    client.force_login(user)
    factors(client, user)
    known, far = cycle(numbers_all_over()), deep()

    def look():
        for number in islice(known, LOOKED_UP):
            assert Member.objects.current().of_paper("id_card", number).first()

    def join():
        n = next(fresh)
        number = papers_of_identity.make("110101", date(2005, 1, 1) + timedelta(n % 900), n % 999)
        page = anybody.get(f"/join/{code.token}/").content.decode()
        key = re.search(r'idempotency_key" value="(\w+)"', page)[1]
        posted = {"name": "测量", "id_type": "id_card", "id_number": number, "agreed": "on"}
        posted |= {"phone": f"139{n:08d}", "worker": "staff", "idempotency_key": key}
        answer = anybody.post(f"/join/{code.token}/", posted)
        assert answer.status_code == 302, answer.content.decode()

    return {
        "roster page of a union": lambda: page_of(client, f"?union={code.union_id}&size=50"),
        "roster page of the nation": lambda: page_of(client, "?size=50"),
        "deep page of the nation": lambda: page_of(client, far),
        f"is this person a member? ({LOOKED_UP} times)": look,
        "form opened and handed in": join,
    }


def numbers_all_over():
    """Of so many members that no round looks up those of another, from the whole table."""
    wanted = LOOKED_UP * (WARM + ROUNDS)
    keys = list(Member.objects.order_by("pk").values_list("pk", flat=True))
    some = keys[:: max(1, len(keys) // wanted)][:wanted]
    return [member.id_number for member in Member.objects.filter(pk__in=some)]


def page_of(client, query):
    answer = client.get(f"/members/{query}")
    assert answer.status_code == 200, answer.status_code
    return answer


def deep():
    """Forty pages down."""
    order = Order.of(Member, "in_union_since", descending=True)
    row = order.applied(Member.objects.current())[2_000]
    return f"?size=50&cursor={after(row, order)}"


def factors(client, user):
    """Signed in as with a second factor."""
    session = client.session
    shown = {"method": "mfa", "type": "totp", "id": 0, "at": timezone.now().timestamp()}
    session["account_authentication_methods"] = [shown]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def queries(act):
    """How many it usually takes: now and then one more keeps a session alive."""
    return median_low([counted(act) for _ in range(5)])


def counted(act):
    with CaptureQueriesContext(connection) as told:
        act()
    return len(told)
