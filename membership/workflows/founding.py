"""The founding of a union as a table of moves (工会法 10–12; domain 3.4)."""

from accounts.roles import Permission
from governance.workflow import Move, Workflow
from membership.models import FoundingCase
from membership.requirements import lacks
from orgs.models import Organization

S = FoundingCase.Status
EDIT, APPROVE = Permission.FOUNDING_EDIT, Permission.FOUNDING_APPROVE


def founds(case):
    return "" if not case.joins else "并入已有工会的，由上级工会直接批复纳入，无须筹建。"


def joins(case):
    return "" if case.joins else "新建工会的，须先批复同意筹建。"


def no_person_of_its_own(case):
    return (
        "" if not case.joins else "并入已有工会的，法人登记和账户由该工会办理，可直接转入规范运行。"
    )


def union_standing(case):
    if case.status in FoundingCase.AFTER and not case.joins and not case.union.dissolved_on:
        return "工会已经成立，请先在工会页面办理撤销，再登记撤并。"
    return ""


def organizations_gone(case):
    gone = case.units.filter(organization__status__in=Organization.ENDED).count()
    return f"有 {gone} 个单位已经终止，不能恢复办理。" if gone else ""


def step(label, source, target, *unless, by=EDIT):
    """On along the line."""
    return Move(label=label, sources=(source,), target=target, permission=by, unless=unless)


def back(label, source, target, by=EDIT):
    """A step to be made again, with the reason why."""
    return Move(label=label, sources=(source,), target=target, permission=by, needs_reason=True)


def aside(label, target):
    """Out of the line while nothing is founded yet."""
    sources = FoundingCase.AHEAD
    return Move(label=label, sources=sources, target=target, permission=EDIT, needs_reason=True)


FOUNDING = Workflow(
    request=step("报送建会请示", S.MOBILISED, S.REQUESTED, lacks("request")),
    send_back=back("退回请示", S.REQUESTED, S.MOBILISED, by=APPROVE),
    consent=step("批复同意筹建", S.REQUESTED, S.CONSENTED, founds, by=APPROVE),
    admit=step("批复纳入已有工会", S.REQUESTED, S.FOUNDED, joins, by=APPROVE),
    form_group=step("成立筹备组", S.CONSENTED, S.PREPARING, lacks("form_group")),
    recruit=step("开始发展会员", S.PREPARING, S.RECRUITING),
    publicise=step("公示候选人", S.RECRUITING, S.NOTICED, lacks("publicise")),
    replace_candidates=back("调整候选人", S.NOTICED, S.RECRUITING),
    elect=step("登记选举结果", S.NOTICED, S.ELECTED, lacks("elect")),
    repeat_election=back("重新选举", S.ELECTED, S.NOTICED),
    report=step("报批选举结果", S.ELECTED, S.REPORTED, lacks("report")),
    return_result=back("退回选举结果", S.REPORTED, S.ELECTED, by=APPROVE),
    approve=step("批复成立", S.REPORTED, S.FOUNDED, by=APPROVE),
    register=step("登记法人资格", S.FOUNDED, S.REGISTERED, no_person_of_its_own, lacks("register")),
    open_account=step("登记开户缴费", S.REGISTERED, S.FUNDED, lacks("open_account")),
    settle=Move(
        label="转入规范运行",
        sources=(S.FOUNDED, S.FUNDED),
        target=S.REGULAR,
        permission=EDIT,
        unless=(lacks("settle"),),
    ),
    obstruct=aside("登记拒建（阻挠）", S.OBSTRUCTED),
    suspend=aside("中止办理", S.SUSPENDED),
    resume=Move(
        label="恢复办理",
        sources=FoundingCase.HALTED,
        target=lambda case: case.halted_from,
        permission=EDIT,
        unless=(organizations_gone,),
    ),
    merge=Move(
        label="登记撤并",
        sources=(*FoundingCase.LINE, *FoundingCase.HALTED),
        target=S.MERGED,
        permission=EDIT,
        needs_reason=True,
        unless=(union_standing,),
    ),
)
FORWARD = (
    *("request", "consent", "admit", "form_group", "recruit", "publicise", "elect", "report"),
    *("approve", "register", "open_account", "settle"),
)
"""The forward moves, in the order of the line."""


def next_move(case):
    """The verb that leads on from where the case is, whoever may do it; None at the end."""
    found = [v for v in FORWARD if case.status in FOUNDING.moves[v].sources]
    if len(found) > 1:  # two ways on: into a union that is there, or to one of its own
        found = [v for v in found if (v in ("admit", "settle")) == case.joins]
    return found[0] if found else None
