"""Where members are kept, and how a person is taken out: the membership stays and is counted."""

from django.db.models import Q

from membership.models import Application, Member, RosterLine
from membership.retention import blank_applicants, blank_lines, blank_members
from privacy import erasure, holds, subjects
from privacy.erasure import Kept, Part
from privacy.subjects import Subject


def declare():
    subjects.register(
        Subject(
            kind="member",
            label="membership.Member",
            title="会员",
            hint="填会员的公开编号",
            find=_member,
            federation=lambda row: row.federation,
            people="会员本人",
            against=_still,
        )
    )
    holds.through("membership.RosterLine", "member", "membership.Member")
    erasure.declare("member", *PARTS)


def _member(rows, text):
    digits = text.replace("-", "").lower()
    whole = len(digits) == 32 and not set(digits) - set("0123456789abcdef")
    return rows.filter(uid=digits).first() if whole else None


def _still(member):
    return "" if member.ended_on else "会籍仍在，须先办理退会。"


def applications(member):
    mine = Q(member=member)
    if member.id_number:
        mine |= Q(id_type=member.id_type, id_index=Application.index_of(member.id_number))
    return Application.objects.filter(mine).exclude(id_index="", phone_index="")


def lines(member):
    return RosterLine.objects.filter(member=member).exclude(private__blank=True, errors=[])


def themselves(member):
    return Member.objects.filter(pk=member.pk).exclude(id_index="", name_index="", sex="")


PARTS = (
    Part(
        label="membership.Application",
        name="入会申请",
        rows=applications,
        erase=blank_applicants,
        order=10,
    ),
    Part(label="membership.RosterLine", name="会员名单行", rows=lines, erase=blank_lines, order=20),
    Part(label="membership.Member", name="会籍中的本人", rows=themselves, erase=blank_members),
    Kept(name="会籍起止、所在工会和转接记录", why="统计与历史须能重算；其中没有本人的信息"),
    Kept(name="操作轨迹", why="只记操作和理由，不记姓名、号码；依法留存，只增不改"),
    Kept(name="备份", why="旧备份到期轮换后消失；恢复备份后运行 repeat_erasures 再次清除"),
)
