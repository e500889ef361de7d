"""A call from its first draft to its end."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement import admission, deadlines, terms
from procurement.models import Call, Lot, Project
from procurement.services import flags, releases
from procurement.services.composing import merged, scheme_for
from procurement.workflows.calls import CALL
from procurement.workflows.projects import PROJECT
from unions.look.numbers import cndate

EDIT = Permission.PURCHASE_EDIT
WRITABLE = ("title", "sponsor", "number", "requirement", "contact")
CARRIED = (
    *("title", "sponsor", "requirement", "contact"),
    *("scheme", "admission", "bid_form", "contract_model"),
)


def allowed(by, row, verb, words):
    if not by.may(EDIT, row):
        refuse(by=by, verb=verb, subject=row)
        raise PermissionDenied(words)


def draft_of(by, call, verb):
    """The call, locked, if it may still be written on."""
    call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    allowed(by, call, verb, "您无权修改这份公告。")
    if call.status != Call.Status.DRAFT:
        raise ValidationError("公告已经发布，内容不能再改；需要变更的请发布更正。", code="stale")
    return call


@transaction.atomic
def draft_call(*, by, project, **fields):
    """Begin a call from the project and the templates: whole, so that it need only be read."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    allowed(by, project, "draft_call", "您无权为这个项目拟公告。")
    if project.calls.exclude(status__in=Call.ENDED).exists():
        raise ValidationError("这个项目已有进行中的公告。")
    if project.method in getattr(Project, "DIRECT", ()):
        raise ValidationError(f"采购方式为{project.get_method_display()}，不发布征集公告。")
    call = Call(project=project, round=project.calls.count() + 1)
    call.title = f"“{project.title}”购买服务项目{project.get_method_display()}公告"
    call.requirement = requirement_of(project)
    call.scheme = scheme_for(project, terms.scheme("initial"))
    call.admission = admission.standard(project.source)
    call.bid_form = terms.bid_form()
    call.contract_model = merged(terms.contracts()["project"]["body"], project)
    for name, value in fields.items():
        setattr(call, name, value)
    call.full_clean()
    call.save()
    Lot.objects.create(call=call, title=project.title, ceiling=project.ceiling)
    record(by=by, verb="draft", label="拟采购公告", subject=call)
    return call


def requirement_of(project):
    """What the officer begins from: the needs it answers, the term, the money."""
    topics = "\n".join(f"- {topic.title}" for topic in project.topics.all())
    parts = [
        f"服务内容\n{project.title}（{project.get_domain_display()}）。",
        f"依据的职工需求\n{topics}" if topics else "",
        f"服务期限\n{cndate(project.starts_on)}至{cndate(project.ends_on)}。",
        "服务要求\n请写明服务对象、人数和人次、次数、地点、人员资格和交付物。",
    ]
    numbered = zip("一二三四", filter(None, parts), strict=False)
    return "\n\n".join(f"{n}、{part}" for n, part in numbered)


@transaction.atomic
def revise_call(*, by, call, lots=None, scheme=None, rules=None, contract=None, **fields):
    """Change what a draft says: its words, its lots (``[{"title", "ceiling", "requirement"}]``,
    all of them), its scoring table less what its rules do not allow, its rules of admission, its
    contract with what is known filled in."""
    call = draft_of(by, call, "revise")
    for name in WRITABLE:
        if name in fields:
            setattr(call, name, fields[name])
    if scheme is not None:
        call.scheme = scheme_for(call.project, scheme)
    if rules is not None:
        call.admission = {**call.admission, "rules": rules}
    if contract is not None:
        call.contract_model = merged(contract, call.project)
    call.full_clean()
    call.save()
    if lots is not None:
        write_lots(call, lots)
    record(by=by, verb="revise", label="修改采购公告", subject=call)
    return call


def write_lots(call, lots):
    if not lots:
        raise ValidationError("公告至少要有一个标段。")
    call.lots.all().delete()
    for number, fields in enumerate(lots, 1):
        lot = Lot(call=call, number=number, **fields)
        lot.full_clean()
        lot.save()


@transaction.atomic
def publish(*, by, call, deadline, questions_until=None, at=None):
    """Make a call public; from now on nothing in it changes but by an amendment.

    Twice is once: the second is told that it is published. ``at`` is for a call that was published
    elsewhere before, and for the demonstration.
    """
    now = at or timezone.now()

    def fill(call):
        call.published_at, call.deadline = now, deadline
        asked = questions_until or deadlines.last_question(call.project.rules, deadline)
        call.questions_until = max(now, min(asked, deadline))

    call = CALL.move(call, "publish", by=by, fill=fill)
    if call.project.status != Project.Status.CALLING:
        call.project = PROJECT.move(call.project, "call", by=by)
    releases.release(call, "tender", at=now)
    flags.look(call)
    return call


def cancel(*, by, call, reason):
    """End a purchase before it is awarded, for a reason that is published."""
    return end(by, call, "cancel", reason)


def fail(*, by, call, reason):
    """End a call that did not find enough valid bids; the project may be called anew."""
    return end(by, call, "fail", reason)


@transaction.atomic
def end(by, call, verb, reason):
    words = reason.strip()[:300]
    call = CALL.move(call, verb, by=by, reason=reason, ended_at=timezone.now(), ended_reason=words)
    if call.published_at:
        if verb == "fail":
            call.project = PROJECT.move(call.project, "fail", by=by, reason=reason)
        else:  # what was approved stays so, and may be called for again
            Project.objects.filter(pk=call.project_id).update(status=Project.Status.APPROVED)
        releases.release(call, verb)
    return call


@transaction.atomic
def call_again(*, by, call):
    """The next round of a call that failed or was cancelled: its text as it stood, to be
    published anew."""
    allowed(by, call, "call_again", "您无权重新征集。")
    call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if call.status not in Call.ENDED or not call.published_at:
        raise ValidationError("只有废标或已终止的公告可以重新征集。")
    if call.project.calls.exclude(status__in=Call.ENDED).exists():
        raise ValidationError("这个项目已有进行中的公告。")
    last = call.project.calls.order_by("round").last()
    fields = {name: getattr(call, name) for name in CARRIED}
    again = Call(project=call.project, previous=call, round=last.round + 1, **fields)
    again.full_clean()
    again.save()
    for lot in call.lots.all():
        again.lots.create(
            number=lot.number, title=lot.title, ceiling=lot.ceiling, requirement=lot.requirement
        )
    record(by=by, verb="call_again", label="重新征集", subject=again, round=again.round)
    return again


def close_due():
    """Say of every call whose time is up that it is closed. Whether it takes bids does not hang on
    this: the clock is asked with every bid."""
    closed = 0
    for call in Call.objects.due():
        try:
            CALL.move(call, "close", by=None)
            closed += 1
        except ValidationError:  # somebody else was here first
            continue
    return closed
