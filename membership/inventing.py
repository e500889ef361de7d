"""Members who are nobody, by the thousand: for the demonstration and for measurements.

Written by COPY, sealed like real ones. Numbers of papers are drawn from days of birth and running
numbers, so that no two are the same and every check character is right.
"""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from membership.models import Member
from orgs import papers_of_identity
from orgs.bulk import copy_rows

ZONE = ZoneInfo("Asia/Shanghai")
FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文斌志红梅晓东春燕海波雪琴"
WORKERS = (("staff", 62), ("migrant", 22), ("dispatched", 8), ("flexible", 5), ("platform", 3))
POSTS = ("教师", "护理员", "社工", "行政", "财务", "保育员", "医生", "后勤", "项目专员", "")
COLUMNS = (
    *("uid", "name", "name_index", "id_type", "id_number", "id_index", "phone", "phone_index"),
    *("worker", "post", "sex", "birth_year", "union_id", "federation_id", "organization_id"),
    *("employer", "channel", "joined_on", "in_union_since", "end_reason", "created_at"),
)
FIRST_BIRTH = datetime(1966, 1, 1).date()  # noqa: DTZ001 - a day, not a moment
DAYS, SERIALS = 14_000, 499
"""Of birth, up to 2004; and running numbers for each: even ones are women's, three in five."""


def invent(places, *, today, seed=20261122, first=0):
    """Write a member for each of ``places``: (union, federation, organization or None, division,
    since). Returns how many. ``first`` is where their numbers begin."""
    dice = Random(seed)  # noqa: S311 - people who are nobody
    return copy_rows(
        Member, COLUMNS, (_row(dice, first + n, *p, today) for n, p in enumerate(places))
    )


def _row(dice, n, union, federation, organization, division, since, today):
    born = FIRST_BIRTH + timedelta(days=n % DAYS)
    serial = (n // DAYS) % SERIALS * 2 + 1 + (n % DAYS % 5 < 3)
    number = papers_of_identity.make(division, born, serial)
    sex, year = papers_of_identity.told(papers_of_identity.CITIZEN, number)
    name = dice.choice(FAMILIES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))
    phone = f"13{n % 10**9:09d}"
    joined = since + timedelta(days=dice.randrange(max(1, (today - since).days)))
    workers, weights = zip(*WORKERS, strict=True)
    field = Member._meta.get_field
    return (
        *(UUID(int=dice.getrandbits(128), version=4), name, field("name_index").of_value(name)),
        *(papers_of_identity.CITIZEN, number, field("id_index").of_value(number)),
        *(phone, field("phone_index").of_value(phone)),
        *(dice.choices(workers, weights)[0], dice.choice(POSTS), sex, year),
        *(union, federation, organization, "", dice.choice(("qr", "list", "list", "office"))),
        *(joined, joined, "", datetime(joined.year, joined.month, joined.day, tzinfo=ZONE)),
    )
