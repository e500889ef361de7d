"""The letters of a purchase: results of the qualification, notices of award and to those who were
not chosen, answers to objections, the announcement of what is proposed."""

from accounts.roles import Permission
from documents.kinds import Draft, Kind
from documents.layout import chinese_date
from procurement import clocks
from procurement.queries.reviews import ranking

FIELDS = {"project": "项目", "lot": "标段", "organization": "申报单位", "result": "结果"}


def plain(text):
    return str(text).replace("|", "／")


def table(*rows):
    return "\n".join("| " + " | ".join(plain(cell) for cell in row) + " |" for row in rows)


def qualification_result(row, federation):
    call, bidder = row.bid.lot.call, row.bid.organization
    rows = [("条件", "结果", "说明", "证明日期")]
    rows += [
        (c.label, c.result_label, c.reason or "　", c.proven_on or "　")
        for c in row.checks.order_by("order")
    ]
    passed = row.status == row.Status.PASSED
    lines = [
        f"你单位申报的“{plain(call.project)}”（{plain(row.bid.lot)}），"
        f"经资格审查，结果为{row.get_status_display()}。",
        "你单位的申报进入专家评审。" if passed else f"理由：{plain(row.reason)}",
        table(*rows),
    ]
    if not passed:
        days = clocks.term(call.project, "objection_days")
        lines.append(f"对结果有异议的，可在知道结果之日起 {days} 个工作日内提出质疑。")
    return Draft(
        title=f"关于“{call.project}”资格审查结果的通知",
        addressee=bidder.name,
        body="\n".join(lines),
        values={
            "project": str(call.project),
            "lot": str(row.bid.lot),
            "organization": bidder.name,
            "result": row.get_status_display(),
        },
    )


def placed(bid):
    """A sentence on a bid's own score and rank, if it has one."""
    rows = (row for lot in ranking(bid.lot.call) for row in lot.rows if row.bid.pk == bid.pk)
    row = next(rows, None)
    if row is None or row.total is None:
        return []
    return [
        f"你单位评审得分 {row.total:.2f} 分，名列第 {row.rank} 名{'（并列）' if row.tied else ''}。"
    ]


def award_notice(award, federation):
    project, bidder = award.lot.call.project, award.bid.organization
    days = clocks.term(project, "contract_days")
    return Draft(
        title=f"立项通知书（{project}）",
        addressee=bidder.name,
        body="\n".join(
            [
                f"经评审、审定并公示，你单位申报的“{plain(project)}”（{plain(award.lot)}）"
                f"准予立项，立项金额 {award.amount:,.2f} 元。",
                *placed(award.bid),
                f"请自本通知发出之日起 {days} 日内与我会签订合同，逾期无正当理由不签订的，"
                "视为放弃立项，由后一名次递补。",
                f"服务期：{chinese_date(project.starts_on)}至{chinese_date(project.ends_on)}。"
                "不得转包。",
            ]
        ),
        values={
            "project": str(project),
            "lot": str(award.lot),
            "organization": bidder.name,
            "result": f"{award.amount:,.2f} 元",
        },
    )


def regret_notice(row, federation):
    """To a bidder who was scored and not chosen; what is public of the others, and its own rank."""
    call = row.bid.lot.call
    winner = row.bid.lot.awards.filter(status="awarded").select_related("bid__organization").first()
    days = clocks.term(call.project, "objection_days")
    lines = [f"你单位申报的“{plain(call.project)}”（{plain(row.bid.lot)}）本次未予立项。"]
    lines += placed(row.bid)
    if winner:
        lines.append(
            f"该标段立项单位为{plain(winner.bid.organization)}，金额 {winner.amount:,.2f} 元。"
        )
    lines += [
        f"对结果有异议的，可在知道结果之日起 {days} 个工作日内提出质疑。",
        "感谢你单位的参与。",
    ]
    return Draft(
        title=f"关于“{call.project}”评审结果的通知",
        addressee=row.bid.organization.name,
        body="\n".join(lines),
        values={
            "project": str(call.project),
            "lot": str(row.bid.lot),
            "organization": row.bid.organization.name,
            "result": "未予立项",
        },
    )


def objection_answer(row, federation):
    lines = [
        f"你方于{chinese_date(row.raised_at.date())}就“{plain(row.call.project)}”提出的"
        f"{row.get_kind_display()}收悉。经核查，答复如下：",
        f"# 事项\n{plain(row.text)}",
        f"# 结论：{row.get_outcome_display()}\n{plain(row.answer)}",
    ]
    if row.kind == row.Kind.OBJECTION:
        days = clocks.term(row.call.project, "complaint_days")
        lines.append(f"对本答复不满意的，可在答复期满后 {days} 个工作日内投诉。")
    return Draft(
        title=f"关于对“{row.call.project}”{row.get_kind_display()}的答复",
        addressee=row.author,
        body="\n".join(lines),
    )


def announcement(decision, federation):
    call = decision.call
    rows = [("标段", "拟立项单位", "名次", "金额（元）")]
    rows += [
        (a.lot, a.bid.organization, a.rank, f"{a.amount:,.2f}")
        for a in decision.awards.standing().select_related("lot", "bid__organization")
    ]
    return Draft(
        title=f"“{call.project}”拟立项公示",
        body="\n".join(
            [
                f"“{plain(call.project)}”经专家评审、会议审定，拟立项结果公示如下：",
                table(*rows),
                f"评审专家：{'、'.join(decision.experts) or '　'}",
                f"公示期：{chinese_date(decision.publicity_from)}至"
                f"{chinese_date(decision.publicity_to)}。公示期内可以提出异议。",
            ]
        ),
    )


def kind(key, label, compose, subject, series=""):
    return Kind(
        key=key,
        label=label,
        view=Permission.PURCHASE_VIEW,
        edit=Permission.PURCHASE_EDIT,
        compose=compose,
        subject=subject,
        series=series,
        fields=FIELDS,
    )


KINDS = (
    kind(
        "qualification-result",
        "资格审查结果通知",
        qualification_result,
        "procurement.Qualification",
    ),
    kind("award-notice", "立项通知书", award_notice, "procurement.Award", series="函"),
    kind("regret-notice", "未予立项通知", regret_notice, "procurement.Qualification"),
    kind("award-announcement", "拟立项公示", announcement, "procurement.Decision"),
    kind("objection-answer", "异议答复", objection_answer, "procurement.Objection"),
)
FOR_BIDDERS = ("qualification-result", "award-notice", "regret-notice", "objection-answer")
