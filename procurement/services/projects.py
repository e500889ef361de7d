"""Projects of purchase: planned by one, its money answered for by a second, approved by a third.

Calls and decisions use ``begin_calling``, ``fail``, ``award`` and ``unaward``.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement import rules
from procurement.models import Measure, Project
from procurement.services import budgets
from procurement.workflows.projects import PROJECT

NOT_YOUR_HOUSE = "只能办理本级的采购项目。"
Status = Project.Status


def _own(by, federation, verb):
    if federation not in by.federations_granting(Permission.PURCHASE_EDIT):
        refuse(by=by, verb=verb, subject=federation)
        raise PermissionDenied(NOT_YOUR_HOUSE)


def _check(project):
    """What relates a project to other rows."""
    project.full_clean()
    line, union = project.line, project.union
    if line and line.federation_id != project.federation_id:
        raise ValidationError({"line": "只能使用本级的预算科目。"})
    if line and line.source != project.source:
        name = line.get_source_display()
        raise ValidationError({"line": f"这个科目是{name}，与项目的资金来源不一致。"})
    if line and project.ceiling > line.amount:
        raise ValidationError({"ceiling": f"超过了预算科目的 {line.amount:,} 元。"})
    if union and not union.federation.path.startswith(project.federation.path):
        raise ValidationError({"union": "只能选择本级及下级的基层工会。"})
    if union and (union.dissolved_on or not union.credit_code):
        raise ValidationError(
            {"union": f"“{union}”没有取得工会法人资格（统一社会信用代码），不能作为采购主体。"}
        )


def _freeze(project, on):
    """The rules of the day on which it was begun, and the measure they come from."""
    asked = {"federation": project.federation, "source": project.source, "on": on}
    if project.measure is None and not rules.applicable(**asked).fixed:
        project.measure = measure_for(project.federation, on)
    project.rules = rules.freeze(**asked, measure=project.measure)


def measure_for(federation, on):
    """The base measure in force of the nearest union in the line of command."""
    codes = federation.path.strip("/").split("/")
    rows = Measure.objects.in_force(on).filter(kind=Measure.Kind.MEASURE)
    rows = rows.filter(federation__code__in=codes)
    return rows.order_by("-federation__level", "-starts_on").first()


@transaction.atomic
def begin(*, by, federation, topics=(), **fields):
    """Plan a purchase. The rules that hold today are chosen by its money and place and kept."""
    _own(by, federation, "begin")
    project = Project(federation=federation, by=by, **fields)
    _freeze(project, timezone.localdate())
    _check(project)
    project.save()
    project.topics.set(topics)
    record(
        by=by,
        verb="begin",
        label="编制采购项目",
        subject=project,
        rule_set=project.rules["rule_set"],
        ceiling=str(project.ceiling),
    )
    return project


@transaction.atomic
def change(*, by, project, topics=None, **fields):
    """Mend a plan that nobody has decided on; other money brings its own rules."""
    if not by.may(Permission.PURCHASE_EDIT, project):
        refuse(by=by, verb="change", subject=project)
        raise PermissionDenied(NOT_YOUR_HOUSE)
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if project.status != Status.DRAFT:
        now = project.get_status_display()
        raise ValidationError(f"项目目前为“{now}”，不能修改；需要改的，请审批人先退回。")
    before = project.source
    for name, value in fields.items():
        setattr(project, name, value)
    if project.source != before:
        project.measure = None
        _freeze(project, timezone.localdate(project.created_at))
    project.by = by
    _check(project)
    project.save()
    if topics is not None:
        project.topics.set(topics)
    record(by=by, verb="change", label="修改采购项目", subject=project)
    return project


@transaction.atomic
def move(*, by, project, verb, reason=""):
    """Submit, confirm the money, approve, send back or cancel; the money follows in one act."""
    now, values = timezone.now(), {}
    match verb:
        case "submit":
            values = {"submitted_at": now, "confirmer": None, "approver": None}
        case "confirm":
            values = {"confirmer": by}
        case "approve":
            values = {"approver": by, "approved_at": now}
        case "return" | "send_back":
            values = {"submitted_at": None, "confirmer": None}
    moved = PROJECT.move(project, verb, by=by, reason=reason, **values)
    if moved.line_id is None:
        return moved
    if verb == "submit":
        budgets.reserve(by=by, project=moved, amount=moved.ceiling)
    elif verb in ("return", "send_back", "cancel"):
        budgets.release(by=by, project=moved, note=reason[:200])
    return moved


@transaction.atomic
def free_rest(*, by, project):
    """What an award left of the money reserved for it is free for other purchases."""
    if not by.may(Permission.PURCHASE_BUDGET, project):
        refuse(by=by, verb="free_rest", subject=project)
        raise PermissionDenied("只能办理本级的采购预算。")
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    rest = budgets.held(project)["reserved"]
    if project.status != Status.AWARDED or not rest:
        raise ValidationError("项目定标以后还有占用的，才能退回结余。")
    budgets.release(by=by, project=project, note="定标结余")
    record(by=by, verb="free_rest", label="退回定标结余", subject=project, amount=str(rest))
    return rest


def begin_calling(*, by, project):
    """A call of it is published."""
    return PROJECT.move(project, "call", by=by)


def fail(*, by, project, reason=""):
    """Its call failed; another may follow. The money stays reserved."""
    return PROJECT.move(project, "fail", by=by, reason=reason)


def award(*, by, project):
    """What was called for is awarded; who awards has committed the money."""
    return PROJECT.move(project, "award", by=by)


def unaward(*, by, project, reason=""):
    return PROJECT.move(project, "unaward", by=by, reason=reason)
