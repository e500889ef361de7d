"""What is asked about a call and answered to all, and what changes in it while it stands."""

import json
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.trail import record
from procurement import deadlines
from procurement.models import Amendment, Call, Question
from procurement.services import releases
from procurement.services.calls import allowed
from procurement.workflows.calls import above_the_money

AMENDABLE = {
    "title": "公告标题",
    "requirement": "采购需求",
    "contract_model": "合同文本",
    "contact": "联系方式",
}
MOST_WAITING = 200
"""So many unanswered questions a call may have: the form is open to anyone."""


@transaction.atomic
def ask(*, by, call, text, organization=None):
    """Ask about a call while questions are taken; without log-in, ``by`` is None. The trail says
    that a question came, not from whom."""
    if not call.takes_questions:
        raise ValidationError("提问时间已过，或者公告已经结束。")
    if call.questions.filter(answered_at=None).count() >= MOST_WAITING:
        raise ValidationError("待答复的问题太多，请稍后再提，或按公告的联系方式联系。")
    told = {"user": by and by.pk, "organization": organization and organization.pk}
    asker = json.dumps(told) if by else ""
    question = Question(call=call, text=text.strip(), asked_at=timezone.now(), asker=asker)
    question.full_clean()
    question.save()
    record(by=None, verb="ask", label="收到对公告的提问", subject=question)
    return question


@transaction.atomic
def answer(*, by, question, answer):
    """Answer to all. An answer given stands; what changes the call is an amendment."""
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    allowed(by, question, "answer", "您无权答复这个问题。")
    if question.answered_at:
        raise ValidationError("已经答复；需要更正的请发布公告更正。")
    if not answer.strip():
        raise ValidationError({"answer": "请填写答复。"})
    question.answer, question.answered_at = answer.strip(), timezone.now()
    question.answered_by = by
    question.full_clean()
    question.save()
    record(by=by, verb="answer", label="答复对公告的提问", subject=question)
    releases.release(question.call, "update")
    return question


def too_late_to_answer(call, now=None):
    """Whether what is said now comes on days that the rules keep free of news before the end."""
    now = now or timezone.now()
    return deadlines.extended(call.project.rules, call.deadline, now) > call.deadline


@transaction.atomic
def amend(*, by, call, kind, text, lots=None, deadline=None, **fields):
    """Change a published call, before all eyes.

    A material change leaves bidders the days that the rules ask, moving the deadline if need be,
    and asks those who have handed in to confirm (``material_at``). ``lots`` are
    ``{lot number: ceiling}``. The row is locked: no bid comes in between.
    """
    call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    allowed(by, call, "amend", "您无权更正这份公告。")
    if not call.is_open:
        raise ValidationError("申报已经截止，不能再更正公告。")
    now, before = timezone.now(), call.deadline
    changes = [*rewritten(call, fields), *repriced(call, lots or {})]
    material = kind == Amendment.Kind.MATERIAL
    if material:
        call.deadline = deadlines.extended(call.project.rules, max(deadline or before, before), now)
        call.questions_until = max(
            call.questions_until, deadlines.last_question(call.project.rules, call.deadline)
        )
        call.material_at = now
    elif lots or (deadline and deadline != before):
        raise ValidationError({"kind": "改变限价或者截止时间的是实质性变更。"})
    if not (changes or call.deadline != before):
        raise ValidationError("没有改变任何内容。")
    if reason := above_the_money(call):
        raise ValidationError(reason)
    call.full_clean()
    call.save()
    amendment = Amendment(
        call=call,
        number=call.amendments.count() + 1,
        kind=kind,
        text=text.strip(),
        changes=changes,
        deadline_before=before,
        deadline_after=call.deadline,
        made_at=now,
        by=by,
    )
    amendment.full_clean()
    amendment.save()
    record(
        by=by,
        verb="amend",
        label=f"发布{amendment.get_kind_display()}",
        subject=call,
        reason=text[:300],
        number=amendment.number,
        changed=[change["label"] for change in changes],
    )
    releases.release(call, "amend", at=now)
    return amendment


def rewritten(call, fields):
    for name, label in AMENDABLE.items():
        before = getattr(call, name)
        if name in fields and fields[name] != before:
            setattr(call, name, fields[name])
            yield {"field": name, "label": label, "before": before, "after": fields[name]}


def repriced(call, ceilings):
    for lot in call.lots.filter(number__in=ceilings):
        before, after = lot.ceiling, Decimal(ceilings[lot.number])
        if before == after:
            continue
        lot.ceiling = after
        lot.full_clean()
        lot.save()
        label = f"第 {lot.number} 标段最高限价"
        yield {
            "field": "ceiling",
            "label": label,
            "before": f"{before:.2f}",
            "after": f"{after:.2f}",
        }
