"""The officer's side of joining: codes are made and closed, applications judged one by one or many
at once. Scanning a code never makes a member; a person does."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from governance.trail import record
from governance.trail import refuse as refused
from membership.joining_terms import terms_at
from membership.models import Application, JoinCode, Member
from membership.services import transfers
from membership.services.joining import free_seat
from membership.services.members import enrol, may_host, pool_of
from membership.workflows.joining import APPLICATION

Status, Refusal = Application.Status, Application.Refusal
OWN = "不能审核本人的申请，请由其他经办人办理。"
NEUTRAL = "所填信息未能核实。请与所申请的工会联系。"
ANSWERS = {
    Refusal.NOT_FOUND: NEUTRAL,
    Refusal.AGAIN: NEUTRAL,
    Refusal.NOT_OURS: "经核对，您不是本单位的职工。请向所在单位的工会申请。",
    Refusal.TOO_YOUNG: "未满十六周岁，不能入会。",
    Refusal.NOT_RELEASED: "会籍所在的工会未同意转接，请与其联系。",
    Refusal.OTHER: "未予通过。请与所申请的工会联系。",
}
"""What the applicant reads, unless the officer writes something else: nothing of anybody else."""


@transaction.atomic
def issue_code(*, by, site, quota, expires_at, union=None, federation=None, **more):
    """A code to join a union by, or the holding pool of a federation."""
    may_host(by=by, union=union, federation=federation)
    place = union.federation if union else pool_of(federation)
    longest = timezone.now() + timedelta(days=terms_at(place).code_days)
    if expires_at > longest:
        raise ValidationError(
            {"expires_at": f"有效期最长 {terms_at(place).code_days} 天。"}, code="too_long"
        )
    code = JoinCode(
        union=union,
        federation=place,
        site=site.strip(),
        quota=quota,
        expires_at=expires_at,
        by=by,
        **more,
    )
    code.full_clean(exclude=["union", "federation", "organization", "by"])
    code.save()
    record(
        by=by, verb="issue", label="制作入会码", subject=code, union=str(union or ""), quota=quota
    )
    return code


@transaction.atomic
def close_code(*, by, code, reason=""):
    """Nobody joins by it any more; who has applied is answered."""
    code = JoinCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
    if not by.may(Permission.MEMBER_EDIT, code):
        refused(by=by, verb="close", subject=code)
        raise PermissionDenied("只能停用本级及下级工会的入会码。")
    if code.closed_at is None:
        code.closed_at = timezone.now()
        code.save(update_fields=["closed_at"])
        record(by=by, verb="close", label="停用入会码", subject=code, reason=reason)
    return code


def membership_of(application):
    """The standing membership of whoever applied, or None."""
    if not application.id_number:
        return None
    rows = Member.objects.current().of_paper(application.id_type, application.id_number)
    return rows.select_related("union", "federation").first()


@transaction.atomic
def approve(*, by, application, union=None):
    """The applicant becomes a member; one who is a member elsewhere is transferred, not joined.

    ``union`` places somebody who came by a code of the holding pool. Other applications of the
    same person by codes of the same place are thereby answered.
    """
    others = _all_of_this_person(application)
    application = _in_hand(by, application)
    code = application.code
    union = code.union or union
    if union is not None:
        may_host(by=by, union=union)
    known = membership_of(application)
    if known is None:
        done = _join(by, application, union)
    elif union is None or known.union_id == union.pk:
        done = _decide(by, application, "approve", member=known)
    else:
        asked = transfers.ask(by=by, member=known, to_union=union, ground=transfers.Ground.APPLIED)
        done = _decide(by, application, "transfer", member=known, transfer=asked)
        if asked.status == asked.Status.ACCEPTED:
            done = APPLICATION.move(done, "received", by=by, member=known)
    for other in others:
        if other.pk != application.pk and other.code.federation_id == code.federation_id:
            _refuse(by, other, Refusal.AGAIN, ANSWERS[Refusal.AGAIN])
    return done


def _all_of_this_person(application):
    """Whatever waits of the same person, under lock, always in the same order: two officers with
    two applications of one person would otherwise wait for each other."""
    rows = Application.objects.waiting().select_for_update(of=("self",)).select_related("code")
    same = {"id_type": application.id_type, "id_index": application.id_index}
    return list(rows.filter(**same).order_by("pk"))


def _join(by, application, union):
    names = ("name", "id_type", "id_number", "phone", "worker", "post", "employer")
    code = application.code
    try:
        with transaction.atomic():
            member = enrol(
                by=by,
                union=union,
                federation=None if union else code.federation,
                channel=Member.Channel.QR,
                organization=code.organization if union == code.union else None,
                **{name: getattr(application, name) for name in names},
            )
    except ValidationError as taken:
        if membership_of(application) is None:
            raise
        raise ValidationError("此人刚刚入会，请刷新页面后再办。", code="stale") from taken
    return _decide(by, application, "approve", member=member)


def _decide(by, application, verb, **values):
    return APPLICATION.move(
        application, verb, by=by, decided_by=by, decided_at=timezone.now(), **values
    )


def _in_hand(by, application):
    """The application under lock; nobody judges their own."""
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("code__union__federation", "code__federation")
        .get(pk=application.pk)
    )
    index = User._meta.get_field("phone_index").of_value(application.phone)
    if index and index == by.phone_index:
        refused(by=by, verb="review", subject=application)
        raise PermissionDenied(OWN)
    return application


def approve_many(*, by, applications):
    """Each by itself. ``(joined, transferring, [(application, why not)])``."""
    joined, moving, left = 0, 0, []
    for application in applications:
        try:
            with transaction.atomic():
                done = approve(by=by, application=application)
        except (ValidationError, PermissionDenied) as why:
            left.append((application, " ".join(getattr(why, "messages", [str(why)]))))
        else:
            joined += done.status == Status.APPROVED
            moving += done.status == Status.TRANSFERRING
    return joined, moving, left


@transaction.atomic
def send_back(*, by, application, reason):
    """Something is to be set right; the applicant's page says what."""
    application = _in_hand(by, application)
    return APPLICATION.move(
        application, "send_back", by=by, reason=reason, answer=reason.strip()[:200]
    )


@transaction.atomic
def refuse(*, by, application, why, answer=""):
    """Not to be a member by this application; the seat is somebody else's."""
    if why not in Refusal.values:
        raise ValidationError({"why": "请选择未通过的原因。"})
    if why == Refusal.OTHER and not answer.strip():
        raise ValidationError({"answer": "请写明原因，申请人会看到。"})
    return _refuse(by, _in_hand(by, application), why, answer.strip() or ANSWERS[why])


def _refuse(by, application, why, answer):
    done = _decide(by, application, "refuse", refusal=why, answer=answer[:200])
    free_seat(done)
    return done
