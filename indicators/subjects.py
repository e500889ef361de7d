"""What a figure may be made of besides organizations, and how each is shown in a list."""

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.roles import Permission
from indicators.tallies.sources import TALLIES
from membership.models import CanvassTask, Member
from orgs.models import Organization
from stations.models import FundEntry, Household, ReliefMatch, Station
from unions.models import Federation, GrassrootsUnion


@dataclass(frozen=True, kw_only=True)
class Subject:
    model: type
    name: str
    unit: str
    permission: Permission
    export_permission: Permission
    identifier: str
    """The field that names a row to the outside."""
    order: tuple[str, ...] = ("pk",)
    related: tuple[str, ...] = ()
    columns: dict[str, Callable] = field(default_factory=dict, hash=False)
    """``{heading: text of a row}``; the first is its name."""

    def described(self, rows):
        """What a list says of each row, and where it is to be seen whole."""
        for row in rows:
            cells = [(label, text(row) or "") for label, text in self.columns.items()]
            yield {
                "id": str(getattr(row, self.identifier)),
                "name": cells[0][1],
                "url": row.get_absolute_url() if hasattr(row, "get_absolute_url") else "",
                "cells": cells,
                "facts": dict(cells[1:]),
            }


def day(value):
    return f"{value:%Y-%m-%d}" if value else ""


ORGANIZATIONS = Subject(
    model=Organization,
    name="社会组织",
    unit="家",
    permission=Permission.ORG_VIEW,
    export_permission=Permission.ORG_EXPORT,
    identifier="uid",
)
SUBJECTS = (
    ORGANIZATIONS,
    Subject(
        model=GrassrootsUnion,
        name="基层工会",
        unit="家",
        permission=Permission.FOUNDING_VIEW,
        export_permission=Permission.ORG_EXPORT,
        identifier="pk",
        order=("federation__path", "name", "pk"),
        related=("federation", "standing"),
        columns={
            "名称": lambda union: union.name,
            "类别": lambda union: union.get_kind_display(),
            "上级工会": lambda union: union.federation.name,
            "成立日期": lambda union: day(union.founded_on),
            "任期届满": lambda union: (
                day(union.standing.term_ends_on) if hasattr(union, "standing") else ""
            ),
        },
    ),
    Subject(
        model=CanvassTask,
        name="任务",
        unit="件",
        permission=Permission.FOUNDING_VIEW,
        export_permission=Permission.ORG_EXPORT,
        identifier="uid",
        order=("due_on", "pk"),
        related=("organization__federation", "assignee"),
        columns={
            "社会组织": lambda task: task.organization.name,
            "种类": lambda task: task.get_kind_display(),
            "责任工会": lambda task: task.organization.federation.name,
            "承办人": lambda task: task.assignee and task.assignee.name,
            "期限": lambda task: day(task.due_on),
            "销号日期": lambda task: day(task.closed_on),
            "状态": lambda task: task.get_state_display(),
        },
    ),
    Subject(
        model=Member,
        name="会员",
        unit="人",
        permission=Permission.MEMBER_VIEW,
        export_permission=Permission.MEMBER_EXPORT,
        identifier="uid",
        order=("-joined_on", "pk"),
        related=("union", "federation"),
        columns={
            "会员": str,
            "所在工会": lambda member: member.place,
            "上级工会": lambda member: member.federation.name,
            "入会方式": lambda member: member.get_channel_display(),
            "会龄起算日": lambda member: day(member.joined_on),
        },
    ),
    Subject(
        model=FundEntry,
        name="资金收支",
        unit="笔",
        permission=Permission.FUND_VIEW,
        export_permission=Permission.FUND_VIEW,
        identifier="uid",
        order=("-on", "-pk"),
        related=("fund", "federation", "item"),
        columns={
            "资金": lambda entry: entry.fund.name,
            "日期": lambda entry: day(entry.on),
            "管理工会": lambda entry: entry.federation.name,
            "来源": lambda entry: entry.get_source_display(),
            "帮扶项目": lambda entry: entry.item and entry.item.name,
            "金额（元）": lambda entry: f"{entry.amount:,}",
        },
    ),
    Subject(
        model=Household,  # what is counted, and nothing that leads to a file
        name="困难职工家庭",
        unit="户",
        permission=Permission.CASE_VIEW,
        export_permission=Permission.CASE_VIEW,
        identifier="uid",
        order=("federation__path", "opened_on", "pk"),
        related=("federation",),
        columns={
            "家庭": lambda household: "困难职工家庭",
            "建档工会": lambda household: household.federation.name,
            "建档日期": lambda household: day(household.opened_on),
            "撤档日期": lambda household: day(household.closed_on),
        },
    ),
    Subject(
        model=ReliefMatch,
        name="核对线索",
        unit="条",
        permission=Permission.RELIEF_CHECK,
        export_permission=Permission.RELIEF_CHECK,
        identifier="uid",
    ),
    Subject(
        model=Station,
        name="站点",
        unit="个",
        permission=Permission.STATION_VIEW,
        export_permission=Permission.STATION_VIEW,
        identifier="uid",
        order=("federation__path", "name", "pk"),
        related=("federation",),
        columns={
            "名称": lambda station: station.name,
            "类别": lambda station: station.get_kind_display(),
            "层级": lambda station: station.get_layer_display(),
            "责任工会": lambda station: station.federation.name,
            "启用日期": lambda station: day(station.opened_on),
            "关停日期": lambda station: day(station.closed_on),
        },
    ),
    Subject(
        model=Federation,
        name="工会",
        unit="家",
        permission=Permission.STATION_VIEW,
        export_permission=Permission.STATION_VIEW,
        identifier="code",
        order=("path",),
        columns={
            "名称": lambda federation: federation.name,
            "层级": lambda federation: federation.get_level_display(),
        },
    ),
)


def subject_of(which):
    """What an indicator counts."""
    tally = TALLIES.get(which.tally)
    if tally is None:
        return ORGANIZATIONS
    return next(s for s in SUBJECTS if s.model is tally.subject)
