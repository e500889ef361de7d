"""A membership goes from one place to another: asked for by one side, answered by the other.

Whoever asks reaches one side; the other answers within its days, else the federation above that
does. Where one federation stands above both, nobody else is to be asked, and it is done at once.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from membership.joining_terms import terms_at
from membership.models import Application, Member, Transfer
from membership.services.ground import need_reason
from membership.workflows.joining import APPLICATION
from membership.workflows.transfers import TRANSFER
from unions.calendar import add_working_days

NOT_YOURS = "只能为本级及下级工会的会员，或向本级及下级工会，提出转接。"
NOT_TO_ANSWER = "转接由对方工会（逾期的由其上级）答复，您不能答复这一件。"
Ground = Transfer.Ground


def may_answer(user, transfer):
    """The other side, or whoever it came up to; never who asked."""
    return (
        transfer.status == Transfer.Status.ASKED
        and user.may_at(Permission.MEMBER_EDIT, transfer.answering)
        and user.pk != transfer.asked_by_id
    )


def may_withdraw(user, transfer):
    """The side that asked."""
    if transfer.status != Transfer.Status.ASKED:
        return False
    return user.pk == transfer.asked_by_id or user.may_at(Permission.MEMBER_EDIT, transfer.asking)


@transaction.atomic
def ask(*, by, member, to_union, ground=Ground.CHANGED_JOB, note=""):
    """Ask that a membership come to, or go to, another union. Gives the Transfer."""
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    here, there = member.federation, to_union.federation
    receiving = by.may_at(Permission.MEMBER_EDIT, there)
    releasing = by.may_at(Permission.MEMBER_EDIT, here)
    if not (receiving or releasing):
        refuse(by=by, verb="transfer", subject=member)
        raise PermissionDenied(NOT_YOURS)
    if member.ended_on:
        raise ValidationError("会籍已终止，不能转接。")
    if to_union.dissolved_on:
        raise ValidationError({"to_union": f"“{to_union}”已撤销，不能转入。"})
    transfer = Transfer(
        member=member,
        from_union=member.union,
        from_federation=here,
        to_union=to_union,
        to_federation=there,
        answering=here if receiving else there,
        incoming=receiving,
        ground=ground,
        note=note.strip(),
        asked_by=by,
        due_on=add_working_days(timezone.localdate(), terms_at(there).transfer_days),
    )
    transfer.full_clean(exclude=["asked_by"])
    transfer.save()
    record(
        by=by,
        verb="ask",
        label="提出会籍转接",
        subject=transfer,
        federation=transfer.answering,
        ground=transfer.get_ground_display(),
    )
    if here == there:
        return _carry_out(by, transfer)
    return transfer


@transaction.atomic
def accept(*, by, transfer):
    """The other side lets it come, or go: the membership moves today, its years go along."""
    _answering(by, transfer)
    return _carry_out(by, transfer)


def _carry_out(by, transfer):
    today = timezone.localdate()
    Member.objects.select_for_update(of=("self",)).get(pk=transfer.member_id)
    transfer = TRANSFER.move(transfer, "accept", by=by, effective_on=today, **_decided(by))
    member = Member.objects.get(pk=transfer.member_id)
    member.union, member.organization = transfer.to_union, None
    member.federation = transfer.to_federation
    member.in_union_since = max(today, member.in_union_since)
    member.save(update_fields=["union", "federation", "organization", "in_union_since"])
    record(
        by=by,
        verb="transfer",
        label="会籍转接",
        subject=member,
        federation=transfer.to_federation,
        transfer=str(transfer.uid),
    )
    _answer_application(by, transfer, "received", member=member)
    return transfer


@transaction.atomic
def decline(*, by, transfer, reason):
    """The other side does not agree, and says why."""
    _answering(by, transfer)
    need_reason(reason, "不同意转接")
    transfer = TRANSFER.move(
        transfer, "refuse", by=by, reason=reason, answer=reason[:200], **_decided(by)
    )
    _answer_application(
        by,
        transfer,
        "not_received",
        refusal=Application.Refusal.NOT_RELEASED,
        answer="会籍所在的工会未同意转接，请与其联系。",
    )
    return transfer


@transaction.atomic
def take_back(*, by, transfer, reason=""):
    """Whoever asked does so no more."""
    transfer = Transfer.objects.select_for_update(of=("self",)).get(pk=transfer.pk)
    if not may_withdraw(by, transfer):
        refuse(by=by, verb="withdraw", subject=transfer)
        raise PermissionDenied("只有提出转接的一方可以撤回。")
    transfer = TRANSFER.move(transfer, "withdraw", by=by, reason=reason, decided_at=timezone.now())
    _answer_application(
        by,
        transfer,
        "not_received",
        refusal=Application.Refusal.OTHER,
        answer="会籍转接已撤回，请与所申请的工会联系。",
    )
    return transfer


def _answering(by, transfer):
    transfer.refresh_from_db()
    if transfer.status == Transfer.Status.ASKED and not may_answer(by, transfer):
        refuse(by=by, verb="answer", subject=transfer)
        raise PermissionDenied(NOT_TO_ANSWER)


def _decided(by):
    return {"decided_by": by, "decided_at": timezone.now()}


def _answer_application(by, transfer, verb, **values):
    """Of whoever asked by QR; their page says it."""
    application = Application.objects.filter(transfer=transfer).first()
    if application and application.status == Application.Status.TRANSFERRING:
        APPLICATION.move(application, verb, by=by, **values)


@transaction.atomic
def escalate_late(*, by=None, today=None):
    """What the other side has not answered in time goes to the federation above it, which has as
    long. Returns how many."""
    today = today or timezone.localdate()
    late = Transfer.objects.waiting().filter(due_on__lt=today, answering__parent__isnull=False)
    late = late.select_related("answering__parent").select_for_update(
        of=("self",), skip_locked=True
    )
    count = 0
    for transfer in late:
        before, transfer.answering = transfer.answering, transfer.answering.parent
        transfer.due_on = add_working_days(today, terms_at(before).transfer_days)
        transfer.escalations += 1
        transfer.save(update_fields=["answering", "due_on", "escalations"])
        record(
            by=by,
            verb="escalate",
            label="逾期未答复，报上一级",
            subject=transfer,
            federation=transfer.answering,
            before=before.code,
            after=transfer.answering.code,
        )
        count += 1
    return count
