"""Corrections that an organization asks for: drafted part by part, decided value by value."""

from copy import copy

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Permission
from accounts.services import notices
from documents.models import Attachment
from documents.services import attachments
from governance.trail import record, refuse
from orgs.correctable import PARTS, label, on_register, read, stamp, written
from orgs.models import CorrectionRequest, Organization, ProposedValue, Source
from orgs.services.registration import tidied, update_organization
from orgs.workflows import CORRECTION
from unions.calendar import add_working_days

MOST_FILES = 10
EMPTY, DONE, AMEND = "未填写", "已完成", "需修改"
Decision = ProposedValue.Decision
CHOOSE = "“{}”：请选择采纳或不采纳。"
WHY = "“{}”：不采纳的须写明原因，申请人会看到。"
MOVED = "“{}”：登记的内容在您打开本页后已有变动，请核对后再决定。"


@transaction.atomic
def begin(*, by, organization):
    """The request the organization has in hand, or a new one."""
    if not by.may(Permission.OWN_ORG_CORRECT, organization):
        refuse(by=by, verb="correct", subject=organization)
        raise PermissionDenied(f"您无权代表“{organization}”提出更正。")
    waiting = CorrectionRequest.objects.open().filter(organization=organization)
    if found := waiting.first():
        return found
    try:
        with transaction.atomic():
            made = CorrectionRequest.objects.create(organization=organization, by=by)
    except IntegrityError:  # somebody of the organization was quicker
        return waiting.get()
    record(by=by, verb="begin", label="开始填写更正申请", subject=made)
    return made


def _in_hand(by, request):
    request = (
        CorrectionRequest.objects.select_for_update(of=("self",))
        .select_related("organization__federation")
        .get(pk=request.pk)
    )
    if not by.may(Permission.OWN_ORG_CORRECT, request):
        refuse(by=by, verb="correct", subject=request)
        raise PermissionDenied("您无权修改这份申请。")
    if not request.in_hand:
        now = request.get_status_display()
        raise ValidationError(f"申请目前为“{now}”，不能修改。请刷新页面。", code="stale")
    return request


@transaction.atomic
def propose(*, by, request, part, values, files=(), remove=()):
    """Keep one part as filled in. What reads as the register does is no proposal."""
    request = _in_hand(by, request)
    organization = request.organization
    wanted = {name: values[name] for name in part.fields if name in values}
    wanted = tidied(wanted)
    _well_formed(organization, wanted)
    for name, value in wanted.items():
        text, now = written(name, value), on_register(organization, name)
        if text == now:
            request.proposals.filter(field=name).delete()
        else:
            request.proposals.update_or_create(
                field=name,
                defaults={
                    "value": text,
                    "before": now,
                    "decision": Decision.PENDING,
                    "reason": "",
                },
            )
    kept = evidence_of(request, part)
    for attachment in kept.filter(uid__in=remove):
        attachments.withdraw(by=by, attachment=attachment)
    if kept.count() + len(files) > MOST_FILES:
        raise ValidationError({"files": f"每一部分最多上传 {MOST_FILES} 个文件。"})
    for file in files:
        try:
            attachments.upload(
                by=by,
                file=file,
                federation=organization.federation,
                owner=request,
                purpose=part.key,
            )
        except ValidationError as refused:
            raise ValidationError({"files": refused.messages}) from refused
    record(by=by, verb="propose", label=f"填写更正申请：{part.title}", subject=request)
    return request


def _well_formed(organization, values):
    """Refuse now what the register would refuse later, in the same words. Whether a code is
    another's is no business of whoever asks: the officer will see."""
    trial, wrong = copy(organization), {}
    for name, value in values.items():
        setattr(trial, name, value)
    others = [f.name for f in Organization._meta.fields if f.name not in values]
    for check in (lambda: trial.clean_fields(exclude=others), trial.clean):
        try:
            check()
        except ValidationError as refused:
            wrong = {k: v for k, v in refused.message_dict.items() if k in values}
        if wrong:
            raise ValidationError(wrong)


@transaction.atomic
def leave_out(*, by, request, field):
    """That value is to stay as it is, after all."""
    request = _in_hand(by, request)
    gone, _ = request.proposals.filter(field=field).delete()
    if gone:
        record(by=by, verb="leave_out", label="更正申请中去掉一项", subject=request, field=field)
    return request


def evidence_of(request, part):
    return Attachment.objects.of(request).filter(purpose=part.key)


def state_of(request, part, fields, papers):
    """未填写, 已完成 or 需修改; ``fields`` and ``papers`` say what the request holds so far."""
    asked = any(name in fields for name in part.fields)
    if not asked:
        return AMEND if papers.get(part.key) else EMPTY
    return AMEND if part.evidence and not papers.get(part.key) else DONE


def states(request):
    """``[(part, state, number of changes)]`` in the order of the parts."""
    fields = set(request.proposals.values_list("field", flat=True))
    papers = {}
    for purpose in Attachment.objects.of(request).values_list("purpose", flat=True):
        papers[purpose] = papers.get(purpose, 0) + 1
    return [
        (
            part,
            state_of(request, part, fields, papers),
            sum(name in fields for name in part.fields),
        )
        for part in PARTS
    ]


@transaction.atomic
def submit(*, by, request, as_of=None, note=""):
    """Hand it in. The clock runs in working days."""
    request = _in_hand(by, request)
    lacking = [part for part, state, _ in states(request) if state == AMEND]
    if lacking:
        raise ValidationError(
            [f"“{part.title}”还需修改：{what_lacks(request, part)}" for part in lacking]
        )
    if as_of and as_of > timezone.localdate():
        raise ValidationError({"as_of": "日期不能晚于今天。"})
    return CORRECTION.move(
        request,
        "submit",
        by=by,
        as_of=as_of or timezone.localdate(),
        note=note.strip(),
        submitted_at=timezone.now(),
        due_on=add_working_days(timezone.localdate(), CorrectionRequest.WORKING_DAYS),
    )


def what_lacks(request, part):
    if not request.proposals.filter(field__in=part.fields).exists():
        return "上传了材料，但没有改动任何一栏；请填写，或删去材料。"
    return f"请上传{part.evidence}。"


def withdraw(*, by, request):
    return CORRECTION.move(request, "withdraw", by=by)


@transaction.atomic
def send_back(*, by, request, reason):
    """The organization is asked to add or change something and hand it in again."""
    request = CORRECTION.move(request, "send_back", by=by, reason=reason, answer=reason[:300])
    _tell(request, "被退回补正", "请查看原因，修改后重新提交。")
    return request


@transaction.atomic
def decide(*, by, request, choices, as_of=None, seen=None):
    """``choices``: ``{field: (accepted, reason)}`` for every value asked for. What is accepted goes
    into the register in the same transaction; ``seen`` are the stamps of what the register said
    when the officer looked (absent: what it said when the organization asked)."""
    request = CORRECTION.move(
        request, "decide", by=by, decided_at=timezone.now(), decided_by=by, answer=""
    )
    organization = Organization._base_manager.select_for_update(of=("self",)).get(
        pk=request.organization_id
    )
    wrong, accepted, proposals = {}, {}, list(request.proposals.all())
    for proposal in proposals:
        name = proposal.field
        yes, reason = choices.get(name, (None, ""))
        now = stamp(on_register(organization, name))
        if yes is None:
            wrong[name] = CHOOSE.format(label(name))
        elif not yes and not reason.strip():
            wrong[name] = WHY.format(label(name))
        elif yes and now != (seen or {}).get(name, stamp(proposal.before)):
            wrong[name] = MOVED.format(label(name))
        proposal.decision = Decision.ACCEPTED if yes else Decision.REFUSED
        proposal.reason = "" if yes else reason.strip()[:200]
        if yes:
            accepted[name] = read(name, proposal.value)
    if wrong:
        raise ValidationError(wrong)
    ProposedValue.objects.bulk_update(proposals, ["decision", "reason"])
    if accepted:
        update_organization(
            by=by,
            organization=organization,
            as_of=as_of or request.as_of,
            reason=f"社会组织申请更正 {request.number}",
            said_by=Source.ORGANIZATION,
            **accepted,
        )
    refused = len(proposals) - len(accepted)
    _tell(request, "已办结", f"采纳 {len(accepted)} 项，未采纳 {refused} 项。")
    return request


def _tell(request, what, text):
    notices.tell(
        user=request.by,
        subject=f"更正申请 {request.number} {what}",
        text=text,
        url=request.get_absolute_url(),
    )
