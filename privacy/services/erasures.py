from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.trail import record, refuse
from privacy import erasure, free_texts, holds, subjects
from privacy.models import ERASURE_ASK, ERASURE_DECIDE, Erasure

State = Erasure.State


@transaction.atomic
def ask_erasure(*, by, kind, row, ground, reason, received_on=None, texts=()):
    """Take a person's request to be forgotten to whoever decides. ``texts`` are the free texts in
    which the person is named, by their keys."""
    subject = subjects.find(kind)
    if subject is None or not subject.people:
        raise ValidationError("这类对象没有可清除的个人信息。")
    if not by.may(ERASURE_ASK, row):
        refuse(by=by, verb="erase", subject=row)
        raise PermissionDenied("您没有为其申请清除个人信息的权限。")
    if received_on and received_on > timezone.localdate():
        raise ValidationError({"received_on": "日期不能晚于今天。"})
    if len(reason.strip()) < 4:
        raise ValidationError({"reason": "请写明本人的请求（至少 4 个字）。"})
    _refuse_now(subject, row)
    asked = Erasure(
        kind=kind,
        subject_type=row._meta.label_lower,
        subject_id=str(row.pk),
        federation=subject.federation(row),
        ground=ground,
        reason=reason.strip()[:300],
        received_on=received_on or timezone.localdate(),
        asked_by=by,
        texts=sorted(set(texts)),
    )
    asked.full_clean(exclude=["asked_by", "federation"])
    asked.save()
    record(by=by, verb="ask", label="申请清除个人信息", subject=asked, ground=ground)
    return asked


@transaction.atomic
def decide_erasure(*, by, asked, agree, decision):
    """A second person agrees, and it is done at once, everywhere, or says why not."""
    holds.guard()
    asked = Erasure.objects.select_for_update(of=("self",)).get(pk=asked.pk)
    if not by.may(ERASURE_DECIDE, asked):
        raise PermissionDenied("您没有审批清除个人信息的权限。")
    if asked.asked_by_id == by.pk:
        raise PermissionDenied("不能审批自己经办的申请。")
    if asked.state != State.ASKED:
        raise ValidationError(f"这份申请{asked.get_state_display()}，不能再审批。")
    if not agree and len(decision.strip()) < 4:
        raise ValidationError({"decision": "请写明不同意的理由，经办人须答复本人。"})
    asked.decided_by, asked.decided_at = by, timezone.now()
    asked.decision = decision.strip()[:300]
    asked.state = State.DONE if agree else State.REFUSED
    if agree:
        asked.evidence = erase_all(asked)
    asked.save()
    record(
        by=by,
        verb="erase" if agree else "refuse",
        label="清除个人信息" if agree else "不同意清除个人信息",
        subject=asked,
        rows=sum(line["rows"] for line in asked.evidence),
    )
    return asked


def erase_all(asked):
    """Take the subject's values out of every part, in the caller's transaction. Gives the evidence:
    ``[{label, name, rows}]``. Done again (after a restore) it finds what came back."""
    row = apps.get_model(asked.subject_type)._base_manager.get(pk=asked.subject_id)
    _refuse_now(subjects.find(asked.kind), row)
    evidence = free_texts.scrub(asked.kind, row, asked.texts)  # while its words are known
    for part in erasure.parts_of(asked.kind):
        rows = part.rows(row)
        if holds.held(rows).exists():
            raise ValidationError(free_texts.HELD.format(part.name))
        count = rows.count()
        part.erase(rows)
        if left := part.rows(row).count():
            raise AssertionError(f"{part.label}: {left} rows still hold something of the subject")
        evidence.append({"label": part.label, "name": part.name, "rows": count})
    return evidence


def _refuse_now(subject, row):
    if hold := holds.hold_on(row):
        raise ValidationError(f"该对象受法律保全（{hold.reason}），解除之前不能清除。")
    if words := subject.against(row):
        raise ValidationError(words)
