"""Unions of 重庆 at work: forty of 渝北 in depth, some of them lapsed, some no more than paper.

The first lively ones have all that is asked; others were lively once, so that their evidence has
decayed; the last were founded in a rush and have copied minutes. Of all the others of 重庆 about
half do what is asked and no more, some are known from a list, some not at all. Invented from a
fixed seed.
"""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from membership.models import Evidence, Officer, Organ
from membership.services.effective import assess_some, look_at_all
from membership.services.inspections import ask_inspection, close_inspection
from orgs.bulk import copy_rows, new_keys
from orgs.demo import TODAY
from orgs.demo_words import GIVEN, SURNAMES
from orgs.models.particulars import years_after
from unions.models import GrassrootsUnion

SEEN = datetime(2026, 10, 30, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
DEEP, LIVELY, LAPSED = 40, 22, 32
WORK, TOLD = 0.52, 0.8
"""Of the other unions this share works; up to here a list told something of them."""
SERVICES = (
    ("warmth", "高温季节慰问一线职工", {"people": 36, "amount": "3600.00"}),
    ("training", "急救与消防安全培训", {"people": 42}),
    ("activity", "职工春季健步走", {"people": 55}),
    ("counselling", "心理健康讲座", {"people": 30}),
    ("legal_aid", "劳动合同法律咨询", {"people": 12}),
    ("bargaining", "就岗位津贴开展协商", {"people": 48}),
)
COPIED = "组织全体会员召开会议，学习上级文件精神，会议取得圆满成功"


class Book:
    """Rows to copy, by model, drawn with one set of dice."""

    def __init__(self, seed):
        self.dice = Random(seed)
        self.organs, self.officers, self.evidence = [], [], []

    def person(self):
        """With two given names: of one alone, hundreds of chairs would be called the same."""
        return "".join(self.dice.choice(names) for names in (SURNAMES, GIVEN, GIVEN))

    def ago(self, first, last):
        return TODAY - timedelta(self.dice.randint(first, last))

    def organ(self, union, kind, starts_on, *, people, single=False, chair=None):
        """One term of three years with its people; the last of them women more often."""
        self.organs.append(
            (union.pk, kind, 1, single, starts_on, 3, years_after(starts_on, 3))
            + (f"渝工组〔{starts_on.year}〕{union.pk % 400 + 1}号",)
        )
        names = [chair or self.person()]
        while len(names) < people:
            name = self.person()
            if name not in names:
                names.append(name)
        for n, name in enumerate(names):
            post = "chair" if n == 0 and not single else "member"
            self.officers.append(
                (len(self.organs) - 1, name, post, kind == "women" or n % 2, starts_on)
            )

    def did(self, union, kind, held_on, numbers=None, note=""):
        if union.founded_on is None or held_on >= union.founded_on:
            self.evidence.append((union.pk, kind, held_on, numbers or {}, note))


@transaction.atomic
def load_unions_at_work(people):
    """Organs, officers, evidence and looks at unions, once; how many pieces of evidence."""
    if Organ.objects.exists():
        return 0
    book = Book(2026)
    city = GrassrootsUnion.objects.filter(
        federation__path__startswith="/0/50/", dissolved_on=None
    ).order_by("pk")
    yubei = list(city.filter(federation__code="500112", kind__in=("own", "joint"))[:DEEP])
    for n, union in enumerate(yubei):
        if n < LIVELY:
            _lively(book, union, whole=n % 5 != 4)
        elif n < LAPSED:
            _lapsed(book, union)
        else:
            _paper(book, union)
    for union in city.exclude(pk__in=[union.pk for union in yubei]):
        place = book.dice.random()
        if place < WORK:
            _working(book, union)
        elif place < TOLD:
            _reported(book, union)
    _write(book)
    assess_some(list(city.values_list("pk", flat=True)), TODAY)
    look_at_all(TODAY)
    if yubei:
        _look(people, yubei)
    return len(book.evidence)


def _seats(book, union, starts_on, *, women=5, chair=None):
    book.organ(union, "committee", starts_on, people=5, chair=chair)
    book.organ(union, "audit", starts_on, people=3)
    book.organ(union, "women", starts_on, people=women, single=women == 1)


def _lively(book, union, whole):
    """All ten, or all but some; the first committees come near their end."""
    begun = max(union.founded_on or TODAY, book.ago(300, 1060))
    _seats(book, union, begun, women=3)
    members = union.members.current().count() or book.dice.randint(30, 150)
    workers = int(members / book.dice.uniform(0.65, 0.97)) + 1
    told = {"workers": workers, "members": members, "women": members // 2}
    book.did(union, "members", book.ago(20, 120), told)
    book.did(union, "congress", book.ago(30, 300), {"entitled": members, "present": members - 3})
    if whole:
        returned = members - book.dice.randint(0, 5)
        happy = int(returned * book.dice.uniform(0.72, 0.9))
        review = {"issued": members, "returned": returned, "satisfied": happy}
        review["mostly"] = int((returned - happy) * 0.8)
        book.did(union, "review", book.ago(40, 330), review)
        book.did(union, "disclosure", book.ago(10, 300), {"items": 4}, "经费收支和评优结果")
    book.did(union, "account", (union.founded_on or begun) + timedelta(60))
    book.did(union, "fees", book.ago(5, 100), {"amount": f"{members * 60:.2f}"})
    for kind, note, numbers in book.dice.sample(SERVICES, 4):
        book.did(union, kind, book.ago(5, 200), numbers, f"{note}（{union.name}）")


def _lapsed(book, union):
    """Lively two years ago; the term is over."""
    begun = max(union.founded_on or TODAY, TODAY - timedelta(1200))
    _seats(book, union, begun, women=1)
    book.did(union, "members", book.ago(420, 600), {"workers": 60, "members": 38, "women": 20})
    book.did(union, "congress", book.ago(400, 700), {"entitled": 38, "present": 30})
    for kind, note, numbers in book.dice.sample(SERVICES, 3):
        book.did(union, kind, book.ago(250, 800), numbers, f"{note}（{union.name}）")


def _paper(book, union):
    """Founded, and no more: one chair for several, copied minutes, just as many members as need."""
    book.organ(
        union, "committee", union.founded_on or TODAY - timedelta(400), people=3, chair="周国强"
    )
    book.did(union, "members", TODAY - timedelta(300), {"workers": 25, "members": 25, "women": 12})
    book.did(union, "congress", TODAY - timedelta(300), {"entitled": 25, "present": 25}, COPIED)


def _working(book, union):
    """The organs of a small union, and what a year asks of it."""
    begun = max(union.founded_on or TODAY, book.ago(60, 1060))
    book.organ(union, "committee", begun, people=3)
    book.organ(union, "audit", begun, people=1)
    book.organ(union, "women", begun, people=1, single=True)
    members = book.dice.randint(10, 60)
    workers = int(members / book.dice.uniform(0.6, 0.97)) + 1
    told = {"workers": workers, "members": members, "women": min(members // 3, 9)}
    book.did(union, "members", book.ago(20, 330), told)
    book.did(union, "congress", book.ago(30, 330), {"entitled": members, "present": members - 1})
    book.did(union, "fees", book.ago(5, 100), {"amount": f"{members * 60:.2f}"})
    if book.dice.random() < 0.5:
        book.did(union, "disclosure", book.ago(10, 300), {"items": 3}, "经费收支")
    for kind, note, numbers in book.dice.sample(SERVICES, 2):
        book.did(union, kind, book.ago(5, 300), numbers, f"{note}（{union.name}）")


def _reported(book, union):
    """What a city-wide list told of a union."""
    book.organ(union, "committee", max(union.founded_on or TODAY, book.ago(30, 1000)), people=3)
    workers = book.dice.randint(20, 90)
    told = {"workers": workers, "members": int(workers * book.dice.uniform(0.4, 0.95))}
    book.did(union, "members", book.ago(20, 360), told)
    kind, note, numbers = book.dice.choice(SERVICES)
    book.did(union, kind, book.ago(10, 360), numbers, f"{note}（{union.name}）")


def _write(book):
    keys = new_keys(Organ, len(book.organs))
    copy_rows(
        Organ,
        ["id", "union_id", "kind", "number", "single", "starts_on", "years", "term_ends_on"]
        + ["approval_number", "reminded", "recorded_at"],
        ((key, *row, [], SEEN) for key, row in zip(keys, book.organs, strict=True)),
    )
    index = Officer._meta.get_field("person_index")
    copy_rows(
        Officer,
        ["organ_id", "person_name", "person_index", "post", "woman", "full_time"]
        + ["handles_funds", "bars", "examined_on", "starts_on"],
        (
            (keys[at], name, index.of_value(name), post, bool(woman), False)
            + (False, [], since - timedelta(20), since)
            for at, name, post, woman, since in book.officers
        ),
    )
    seen = set()
    rows = []
    for union, kind, held_on, numbers, note in book.evidence:
        if (union, kind, held_on, note) not in seen:
            seen.add((union, kind, held_on, note))
            uid = UUID(int=book.dice.getrandbits(128), version=4)
            rows.append((uid, union, kind, held_on, numbers, note, "", SEEN))
    copy_rows(
        Evidence,
        ["uid", "union_id", "kind", "held_on", "numbers", "note", "void_reason", "recorded_at"],
        rows,
    )


def _look(people, yubei):
    """Two looks asked for and one come back from, at the unions most in want of one."""
    officer, chief = people["yb-organizing"], people["cq-organizing"]
    paper = yubei[LAPSED:]
    for union in paper[:3]:
        ask_inspection(by=chief, union=union, assignee=officer)
    if paper:
        first = paper[0].inspections.get()
        close_inspection(
            by=officer,
            inspection=first,
            outcome="help",
            finding="到会核实：主席由园区代管人员兼任，近一年没有活动，已约定由街道工会帮助换届。",
        )
