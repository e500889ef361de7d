"""Where households are kept, and how their people are taken out: that there was a file, what it was
helped with and by whose money stays and is counted on."""

from django.db.models import Q

from privacy import erasure, holds, subjects
from privacy.erasure import Kept, Part
from privacy.subjects import Subject
from stations.files_kept import blank_households, blank_members, told_of_households
from stations.models import Household, HouseholdMember


def declare():
    subjects.register(
        Subject(
            kind="household",
            label="stations.Household",
            title="困难职工家庭",
            hint="填档案号",
            find=lambda rows, text: rows.filter(number=text.upper()).first(),
            federation=lambda row: row.federation,
            people="家庭成员",
            against=lambda row: "" if row.closed_on else "档案仍在，须先撤档。",
        )
    )
    holds.through("stations.HouseholdMember", "household", "stations.Household")
    holds.through("stations.Case", "household", "stations.Household")
    erasure.declare("household", *PARTS)


def members(household):
    told = Q(id_number__blank=False) | Q(health__blank=False)
    return HouseholdMember.objects.filter(told, household=household)


def itself(household):
    return Household.objects.filter(told_of_households(), pk=household.pk)


PARTS = (
    Part(
        label="stations.HouseholdMember",
        name="家庭成员",
        rows=members,
        erase=blank_members,
        order=10,
    ),
    Part(
        label="stations.Household",
        name="住址、电话、账号和入户记录",
        rows=itself,
        erase=blank_households,
    ),
    Kept(name="建档、撤档日期和困难类别", why="统计与历史须能重算；其中没有本人的信息"),
    Kept(name="发放的金额、日期、来源和回单号", why="财务记录依法保存，其中没有本人的信息"),
)
