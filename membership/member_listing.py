"""Members as a table: conditions, order, pages, export. Everything personal is masked here."""

import re
from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.utils import timezone

from governance.paging import Order, slice_by
from jobs.sheets import Column, write_table
from membership.models import Member
from orgs import papers_of_identity
from privacy.masks import mask

COUNTED = 10_000
"""Beyond, a list says "over": nobody turns so many pages, and counting a million takes a second."""
SORTS = {"since": "in_union_since", "joined": "joined_on"}
STEP = 2_000


class MemberFilter(forms.Form):
    q = forms.CharField(
        label="会员",
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "完整的姓名、证件号码或手机"}
        ),
    )
    state = forms.ChoiceField(
        label="会籍",
        required=False,
        choices=[
            *(("", "在会"), ("pool", "周转库"), ("leaving", "申请退会")),
            *(("ended", "已终止"), ("all", "全部")),
        ],
    )
    worker = forms.ChoiceField(
        label="职工类别", required=False, choices=[("", "全部"), *Member.Worker.choices]
    )
    sex = forms.ChoiceField(
        label="性别", required=False, choices=[("", "全部"), *Member.Sex.choices]
    )
    channel = forms.ChoiceField(
        label="入会方式", required=False, choices=[("", "全部"), *Member.Channel.choices]
    )
    union = forms.IntegerField(required=False, widget=forms.HiddenInput)


def found(rows, asked):
    """The members that the conditions leave. Words find whole values only: all else is sealed."""
    match asked.get("state"):
        case "pool":
            rows = rows.current().filter(union=None)
        case "leaving":
            rows = rows.current().exclude(leave_asked_on=None)
        case "ended":
            rows = rows.exclude(ended_on=None)
        case "all":
            pass
        case _:
            rows = rows.current()
    for name in ("worker", "sex", "channel", "union"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    return rows.filter(saying(asked["q"])) if asked.get("q", "").strip() else rows


def saying(words):
    """Members by a name, a paper's number or a telephone number, each whole."""
    number = papers_of_identity.tidy(words)
    index = Member._meta.get_field("name_index").of_value
    condition = Q(name_index=index(words.strip())) | Q(id_index=Member.index_of(number))
    if re.fullmatch(r"1\d{10}", number):
        condition |= Q(phone_index=Member.phone_index_of(number))
    return condition


@dataclass(frozen=True)
class Page:
    rows: list
    pager: dict


def page_of(rows, query, size):
    """One page by key; its cost does not depend on how far down it lies."""
    sort = query.get("sort", "")
    column = SORTS.get(sort.removeprefix("-"), "in_union_since")
    order = Order.of(Member, column, descending=not sort or sort.startswith("-"))
    shown = rows.select_related("union", "federation", "organization")
    part = slice_by(shown, order, query.get("cursor", ""), size=size, most=COUNTED)
    return Page([Shown(member) for member in part.rows], part.pager)


@dataclass(frozen=True)
class Shown:
    """A member as lists show one."""

    member: Member

    @property
    def name(self):
        return mask("name", self.member.name)

    @property
    def paper(self):
        return mask("id_number", self.member.id_number)

    @property
    def phone(self):
        return mask("phone", self.member.phone)

    @property
    def state(self):
        if self.member.ended_on:
            return self.member.get_end_reason_display()
        if self.member.leave_asked_on:
            return "申请退会"
        return "周转库" if self.member.in_pool else "在会"

    @property
    def level(self):
        words = {"在会": "good", "周转库": "caution", "申请退会": "caution"}
        return words.get(self.state, "done")


COLUMNS = [
    Column(label="所在工会", width=34),
    Column(label="姓名"),
    Column(label="性别"),
    Column(label="出生年份", kind="whole"),
    Column(label="证件类型"),
    Column(label="证件号码", width=22),
    Column(label="手机"),
    Column(label="职工类别"),
    Column(label="岗位"),
    Column(label="所在社会组织", width=34),
    Column(label="工作单位", width=30),
    Column(label="会龄起算日", kind="date"),
    Column(label="到本会日期", kind="date"),
    Column(label="入会方式"),
    Column(label="会籍"),
    Column(label="终止日期", kind="date"),
]


def sheet_rows(rows, *, whole=False, progress=None):
    """Rows of the workbook; ``whole`` leaves out the masks."""
    shown = rows.select_related("union", "federation", "organization").order_by("pk")
    for n, member in enumerate(shown.iterator(chunk_size=STEP), 1):
        line = Shown(member)
        yield (
            member.place,
            member.name if whole else line.name,
            member.get_sex_display(),
            member.birth_year,
            member.get_id_type_display(),
            member.id_number if whole else line.paper,
            member.phone if whole else line.phone,
            member.get_worker_display(),
            member.post,
            member.organization.name if member.organization_id else "",
            member.employer,
            member.joined_on,
            member.in_union_since,
            member.get_channel_display(),
            line.state,
            member.ended_on,
        )
        if progress and not n % STEP:
            progress(n, "正在导出")


def write(file, user, rows, *, purpose, whole=False, progress=None):
    office = user.offices[0].federation.name if user.offices else ""
    about = [
        ("导出人", " ".join(filter(None, [user.name, office]))),
        ("导出时间", f"{timezone.localtime():%Y-%m-%d %H:%M}"),
        ("用途", purpose),
        ("个人信息", "完整，经批准" if whole else "已遮盖"),
    ]
    lines = sheet_rows(rows, whole=whole, progress=progress)
    return write_table(file, COLUMNS, lines, sheet="会员名册", about=about)
