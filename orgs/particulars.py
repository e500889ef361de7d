"""Which particulars the page of an organization shows, in which part, and by which columns.

``orgs.views.particulars`` writes what stands here, ``orgs.api.particulars`` tells it; both go by
the same keys.
"""

from decimal import Decimal

from django.db.models import Exists, OuterRef

from accounts.roles import Permission
from orgs.extensions import once
from orgs.models import (
    AnnualProfile,
    Branch,
    Certificate,
    Contact,
    CreditMark,
    Grade,
    Inspection,
    Organization,
    OrganizationAlias,
    Relation,
    Separation,
    Stance,
    Tie,
)
from orgs.sections import Cell, Section, column, columns


def profile_hints(organization, rows):
    newest = next((row for row in rows if not gone(row)), None)
    if newest is None or not newest.income:
        return []
    share = (newest.income_dues or 0) / newest.income
    grants = (newest.income_grant or 0) / newest.income
    hints = []
    if newest.income_dues and share >= Decimal("0.5"):
        hints.append((f"收入的 {share:.0%} 是会费，自身造血能力有限。", "plain"))
    if newest.income_grant and grants >= Decimal("0.5"):
        hints.append((f"收入的 {grants:.0%} 是政府补助。", "plain"))
    if newest.staff_full_time == 0:
        hints.append(("没有专职人员。", "caution"))
    return hints


def gone(row):
    """Of rows that are never changed: superseded or void (``rows`` come with ``superseded_by``)."""
    return row.void or hasattr(row, "superseded_by")


def grade_hints(organization, rows):
    """Whether its grade holds, and why it could not be graded now (社会组织评估管理办法)."""
    hints = []
    lapsed = next((g for g in rows if g.holds() and not g.valid()), None)
    if lapsed and not any(g.valid() for g in rows):
        hints.append(
            (
                f"{lapsed.get_level_display()} 已于 {lapsed.valid_until:%Y-%m-%d} 过期，"
                "按无等级对待，须重新申请评估。",
                "caution",
            )
        )
    return hints


def credit_hints(organization, rows):
    hints = []
    for mark in rows:
        if mark.overdue:
            hints.append(("列入活动异常名录已满2年，应移入严重违法失信名单。", "bad"))
        elif mark.holds():
            first = mark.removable_from
            words = f"依法最早可于 {first:%Y-%m-%d} 移出" if first else "履行义务、改正后方可移出"
            hints.append((f"{mark.get_list_display()}：{words}。", "caution"))
    return hints


def grade_level(row):
    return "good" if row.preferred() else "plain" if row.valid() else "done"


SECTIONS = {
    section.key: section
    for section in (
        Section(
            key="certificates",
            title="证书",
            model=Certificate,
            part="registration",
            order=20,
            add="登记证书",
            end="停用",
            cells=columns(
                Certificate, "kind", "number", "authority", "starts_on", "valid_until", "ended_on"
            ),
        ),
        Section(
            key="branches",
            title="分支机构",
            model=Branch,
            part="registration",
            order=21,
            add="登记分支机构",
            end="终止",
            note="不具有法人资格，不计入社会组织数",
            cells=columns(Branch, "name", "kind", "scope", "starts_on", "ended_on"),
        ),
        Section(
            key="aliases",
            title="曾用名称与号码",
            model=OrganizationAlias,
            part="registration",
            order=22,
            add="登记曾用名称或号码",
            newest=("scheme", "-until", "-pk"),
            past=lambda row: False,
            cells=columns(OrganizationAlias, "scheme", "value", "since", "until"),
        ),
        Section(
            key="profiles",
            title="年度情况",
            model=AnnualProfile,
            part="scale",
            order=30,
            add="登记年度情况",
            newest=("-as_of", "-pk"),
            kept=True,
            past=gone,
            related=("superseded_by", "source"),
            hints=profile_hints,
            cells=(
                Cell("年度", lambda row: str(row.year)),
                column(AnnualProfile, "as_of"),
                *(
                    column(AnnualProfile, name, label=label, num=True)
                    for name, label in (
                        ("staff_total", "从业"),
                        ("staff_full_time", "专职"),
                        ("staff_women", "女性"),
                        ("party_members", "党员"),
                        ("members", "会员"),
                        ("assets", "资产（元）"),
                    )
                ),
                Cell("收入（元）", lambda row: row.income, num=True),
                column(AnnualProfile, "expenditure", label="支出（元）", num=True),
                Cell("来源", lambda row: row.source.name if row.source else "人工登记"),
            ),
        ),
        Section(
            key="grades",
            title="评估等级",
            model=Grade,
            part="standing",
            order=40,
            add="登记等级",
            end="取消",
            past=lambda row: not row.valid(),
            hints=grade_hints,
            note="有效期5年，过期即无等级",
            cells=(
                Cell("等级", lambda row: row.get_level_display(), level=grade_level),
                *columns(Grade, "starts_on", "valid_until", "ended_on", "authority", "certificate"),
            ),
        ),
        Section(
            key="inspections",
            title="年检年报",
            model=Inspection,
            part="standing",
            order=41,
            add="登记年检年报",
            newest=("-year", "-pk"),
            past=lambda row: False,
            cells=(
                Cell("年度", lambda row: str(row.year)),
                column(Inspection, "regime"),
                Cell("结论", lambda row: row.get_result_display(), level=lambda row: row.level),
                *columns(Inspection, "due_on", "submitted_on", "note"),
            ),
        ),
        Section(
            key="credit-marks",
            title="信用名单",
            model=CreditMark,
            part="standing",
            order=42,
            add="登记列入",
            end="移出名单",
            removed=False,
            hints=credit_hints,
            cells=(
                Cell(
                    "名单",
                    lambda row: row.get_list_display(),
                    level=lambda row: "bad" if row.holds() else "done",
                ),
                Cell("列入事由", lambda row: row.cause_labels),
                *columns(CreditMark, "starts_on", "mended_on", "ended_on", "removal_reason"),
            ),
        ),
        Section(
            key="separations",
            title="清理规范与脱钩",
            model=Separation,
            part="standing",
            order=43,
            add="登记列入清理规范",
            newest=("-listed_on",),
            past=lambda row: False,
            cells=(
                *columns(Separation, "listed_on", "batch", "industry_association", "office"),
                Cell("已分离事项", lambda row: row.parted_labels),
                Cell(
                    "完成脱钩",
                    lambda row: row.separated_on or "尚未",
                    level=lambda row: "good" if row.separated_on else "caution",
                ),
            ),
        ),
        Section(
            key="ties",
            title="人员",
            model=Tie,
            permission=Permission.PERSON_NAME_VIEW,
            part="people",
            order=50,
            add="登记人员",
            end="离任",
            note="负责人、理事监事和兼任的机关干部",
            cells=(
                Cell("姓名", masked="person_name"),
                *columns(
                    Tie, "kind", "post", "own_unit", "own_post", "paid", "starts_on", "ended_on"
                ),
            ),
        ),
        Section(
            key="contacts",
            title="联系人",
            model=Contact,
            permission=Permission.PERSON_NAME_VIEW,
            part="people",
            order=51,
            add="登记联系人",
            end="停用",
            cells=(
                Cell("姓名", masked="person_name"),
                *columns(Contact, "duty", "post"),
                Cell("电话", masked="phone"),
                *columns(Contact, "starts_on", "ended_on"),
            ),
        ),
        Section(
            key="relations",
            title="组织间关系",
            model=Relation,
            part="people",
            order=52,
            add="登记关系",
            end="结束",
            cells=(
                column(Relation, "kind"),
                Cell(
                    "对方",
                    lambda row: row.counterpart,
                    link=lambda row: row.met.get_absolute_url() if row.met else "",
                ),
                *columns(Relation, "basis", "starts_on", "ended_on"),
            ),
        ),
        Section(
            key="stances",
            title="联系研判",
            model=Stance,
            part="union",
            order=90,
            add="登记研判",
            newest=("-assessed_on", "-pk"),
            corrected=False,
            removed=False,
            related=("recorded_by", "superseded_by"),
            permission=Permission.STANCE_VIEW,
            note="仅供内部掌握，不向社会组织公开",
            one=True,
            kept=True,
            past=gone,
            cells=(
                Cell(
                    "对待方式", lambda row: row.get_treatment_display(), level=lambda row: "plain"
                ),
                *columns(Stance, "assessed_on", "basis"),
                Cell("研判人", lambda row: row.recorded_by or ""),
            ),
        ),
    )
}


def held(organization):
    """Of which kinds there is anything at all, in one query: most organizations have few, and a
    page need not ask for the others."""

    def ask():
        asked = [
            Exists(
                section.model.objects.filter(organization__in=organization.records)
                if section.kept
                else section.model.objects.filter(organization=OuterRef("pk"))
            )
            for section in SECTIONS.values()
        ]
        [found] = Organization._base_manager.filter(pk=organization.pk).values_list(*asked)
        return dict(zip(SECTIONS, found, strict=True))

    return once(organization, None, "held", ask)
