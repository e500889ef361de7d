from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from communications.services import draft_notice
from governance.trail import record, refuse
from membership.models import Obstruction
from membership.obstruction_terms import terms_at
from membership.services.ground import day
from membership.workflows.obstructions import OBSTRUCTION
from unions.calendar import add_working_days

Result, Publication = Obstruction.Result, Obstruction.Publication
STAMPS = {
    "advise": ("advised_on", "advise_days"),
    "ask_labour": ("labour_on", "labour_days"),
    "order": ("ordered_on", "order_days"),
    "ask_government": ("government_on", "government_days"),
    "reopen": ("advised_on", "advise_days"),
}
"""Of each step: the date it is noted as, and the term that begins with it."""
AFTER = {Result.OBEYED: "ordered_on", Result.GOVERNMENT: "government_on"}


@transaction.atomic
def report_obstruction(*, by, organization, manner, reporter, facts, reported_on=None, **fields):
    """Take down that somebody keeps workers from a union."""
    if not by.may_at(Permission.OBSTRUCTION_EDIT, organization.federation):
        refuse(by=by, verb="report_obstruction", subject=organization)
        raise PermissionDenied("只能登记本级及下级工会联系的社会组织。")
    reported_on = day(reported_on, "reported_on")
    if not facts.strip():
        raise ValidationError({"facts": "请写明经过。"})
    terms = terms_at(organization.federation, reported_on)
    case = Obstruction(
        organization=organization,
        manner=manner,
        reporter=reporter,
        facts=facts,
        reported_on=reported_on,
        due_on=add_working_days(reported_on, terms.verify_days),
        by=by,
        **fields,
    )
    case.full_clean()
    case.save()
    record(by=by, verb="report", label="登记阻挠建会案件", subject=case, manner=manner)
    return case


@transaction.atomic
def add_facts(*, by, case, facts):
    """Add to what is known; what was written before stays."""
    case = Obstruction.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not by.may(Permission.OBSTRUCTION_EDIT, case):
        refuse(by=by, verb="add_facts", subject=case)
        raise PermissionDenied("您无权补充这件案件。")
    if not facts.strip():
        raise ValidationError({"facts": "请写明补充的内容。"})
    case.facts = f"{case.facts}\n{timezone.localdate():%Y-%m-%d} 补充：{facts.strip()}"
    case.save(update_fields=["facts"])
    record(by=by, verb="add", label="补充案件经过", subject=case)
    return case


@transaction.atomic
def move_obstruction(*, by, case, verb, reason="", on=None, due_on=None, result="", **fields):
    """One step on the route. ``fields``: the authority and the number of its paper."""
    on = day(on, "on")
    if on < case.reported_on:
        raise ValidationError({"on": "日期不能早于反映日期。"})
    values = {name: value for name, value in fields.items() if value}
    if verb in STAMPS:
        stamp, term = STAMPS[verb]
        days = getattr(terms_at(case.organization.federation, on), term)
        values |= {stamp: on, "due_on": due_on or add_working_days(on, days)}
    if verb == "settle":
        if result not in Result.values:
            raise ValidationError({"result": "请选择办理结果。"})
        needed = AFTER.get(result)
        if needed and getattr(case, needed) is None:
            label = Obstruction._meta.get_field(needed).verbose_name.removesuffix("日期")
            raise ValidationError({"result": f"本案没有经过“{label}”，请选择别的结果。"})
        values |= {"result": result, "closed_on": on, "due_on": None}
    elif verb == "dismiss":
        values |= {"closed_on": on, "due_on": None}
    elif verb == "reopen":
        values |= {"result": "", "closed_on": None}
    return OBSTRUCTION.move(case, verb, by=by, reason=reason, **values)


@transaction.atomic
def decide_publication(*, by, case, publication, reason):
    """Whether a case that is proven is made known, and to whom; the notice is drafted with it and
    published like any other."""
    case = Obstruction.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not by.may(Permission.OBSTRUCTION_DECIDE, case):
        refuse(by=by, verb="decide_publication", subject=case)
        raise PermissionDenied("您无权决定案件是否公开。")
    if case.status not in Obstruction.PROVEN:
        raise ValidationError("经核实属实的案件才能决定是否公开。")
    if not publication:
        raise ValidationError({"publication": "请选择是否公开。"})
    if case.publication and case.notice_id:
        raise ValidationError("通报稿已经拟好；要改变决定，请在通知公告中撤回或修改。")
    case.publication, case.publication_reason = publication, reason
    case.full_clean()
    if publication in (Publication.INTERNAL, Publication.PUBLIC):
        case.notice = draft_notice(
            by=by,
            federation=case.organization.federation,
            title=f"关于{case.organization.name}{case.get_manner_display()}的情况通报"[:120],
            body=in_words(case),
            audience="subtree" if publication == Publication.INTERNAL else "public",
        )
    case.save()
    record(
        by=by,
        verb="decide_publication",
        label="决定案件是否公开",
        subject=case,
        reason=reason,
        publication=publication,
    )
    return case


def in_words(case):
    """The case for others to read: what was done by whom to set it right, nobody's name."""
    steps = [
        (case.advised_on, "工会提出建议并督促改正"),
        (case.labour_on, "工会提请劳动行政部门责令改正"),
        (case.ordered_on, f"{case.authority or '劳动行政部门'}责令改正"),
        (case.government_on, "提请人民政府处理"),
        (case.closed_on, f"办结：{case.get_result_display()}" if case.result else ""),
    ]
    told = [f"{on.year}年{on.month}月{on.day}日，{words}。" for on, words in steps if on and words]
    begun = f"{case.organization.name}存在“{case.get_manner_display()}”的情形。"
    return "\n".join([begun, *told])
