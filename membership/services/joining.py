"""The worker's side of joining, without an account: asked by a code, amended, taken back.

Nothing in an answer, and nothing in the work done before it, tells whether somebody is a member:
that is looked up only when an officer looks at the application.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from governance.trail import record
from membership.joining_terms import terms_at
from membership.models import Application, JoinCode
from membership.retention import NOBODY
from membership.services.members import ask_to_leave, tidied
from membership.workflows.joining import APPLICATION
from orgs import papers_of_identity
from privacy import signing
from privacy.services import give_consent, withdraw_consent
from unions.calendar import add_working_days

PURPOSE = "membership-join"
FULL = "这张入会码的名额已满。请向工会索取新的入会码。"
OVER = "这张入会码已停用或过期。请向工会索取新的入会码。"


def code_of(token):
    """The code whose address somebody holds, or None; bent addresses never reach the database."""
    try:
        slug = signing.unseal("membership.join", token)
    except signing.BadCode:
        return None
    found = JoinCode.objects.select_related("union", "federation", "organization", "drive")
    return found.filter(slug=slug).first()


@transaction.atomic
def submit(*, code, ticked, by=None, **who):
    """Keep an application, if the code still holds and has a seat left. Gives the Application."""
    application = Application(
        code=code,
        due_on=add_working_days(timezone.localdate(), terms_at(code.federation).review_days),
        **tidied(who),
    )
    application.full_clean(exclude=["code"])
    refuse_the_young(application)
    application.save()
    give_consent(by=None, person=application, purpose=PURPOSE, channel="扫码入会", ticked=ticked)
    record(by=by, verb="submit", label="提交入会申请", subject=application)
    take_seat(application)
    return application


def refuse_the_young(application):
    if application.id_type != application.Paper.CITIZEN:
        return
    if papers_of_identity.age(application.id_number) < papers_of_identity.YOUNGEST:
        raise ValidationError({"id_number": "未满十六周岁，不能入会。"})


def take_seat(application):
    """One seat a person; whoever asks again by the same code sits already.

    The one statement that counts comes last: it holds the code for the shortest time, and of
    hundreds at once no more get in than there are seats. The table's own check says so, too.
    """
    now = timezone.now()
    code = JoinCode.objects.filter(pk=application.code_id)
    seated = code.filter(used__lt=F("quota"), closed_at=None, expires_at__gt=Now())
    if not seated.update(used=F("used") + 1):
        holds = code.filter(closed_at=None, expires_at__gt=now).exists()
        raise ValidationError(FULL if holds else OVER, code="full" if holds else "over")
    others = Application.objects.open().filter(
        code=application.code_id, id_type=application.id_type, id_index=application.id_index
    )
    if others.exclude(pk=application.pk).exists():
        code.update(used=F("used") - 1)
        application.seat = False
        application.save(update_fields=["seat"])


def free_seat(application):
    """Who was refused, or thought better of it, leaves a seat to somebody else."""
    if application.seat:
        JoinCode.objects.filter(pk=application.code_id).update(used=F("used") - 1)
        application.seat = False
        application.save(update_fields=["seat"])


def shown_to(*, number, phone_tail):
    """The application of whoever knows its number and the end of the telephone it gave, or None."""
    found = Application.objects.select_related("code__union", "code__federation", "member")
    application = found.filter(number=number.strip().upper()).first()
    tail = application.phone[-4:] if application else "0000"
    same = constant_time_compare(tail, phone_tail.strip())
    return application if application and application.phone and same else None


def opened(*, number):
    """The application that a browser has shown to know, or None."""
    found = Application.objects.select_related("code__union", "code__federation", "member")
    return found.filter(number=number).first() if number else None


@transaction.atomic
def resubmit(*, application, by=None, **who):
    """What was asked for is set right; the clock begins again."""
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    terms = terms_at(application.code.federation)
    values = tidied({"id_number": application.id_number, "phone": application.phone, **who})
    application = APPLICATION.move(
        application,
        "resubmit",
        by=by,
        submitted_at=timezone.now(),
        due_on=add_working_days(timezone.localdate(), terms.review_days),
        **values,
    )
    refuse_the_young(application)
    return application


@transaction.atomic
def withdraw(*, application, by=None):
    """Before it is decided: the application is taken back, and what it said of the person goes."""
    application = APPLICATION.move(application, "withdraw", by=by)
    free_seat(application)
    withdraw_consent(by=by, person=application, purpose=PURPOSE, reason="本人撤回申请")
    Application.objects.filter(pk=application.pk).update(**NOBODY, employer="", post="")
    return application


@transaction.atomic
def take_back_consent(*, application, by=None):
    """As easy as giving it. A member who takes it back asks to leave; the union settles that."""
    if application.status in (Application.Status.SUBMITTED, Application.Status.RETURNED):
        return withdraw(application=application, by=by)
    withdraw_consent(by=by, person=application, purpose=PURPOSE, reason="本人撤回同意")
    if application.member_id:
        ask_to_leave(member=application.member, by=by)
    return application


def own_data(*, application, id_tail):
    """All that is kept of a person, for themselves: who also knows the end of the paper's number.

    None for anybody else.
    """
    if not constant_time_compare(application.id_number[-4:], id_tail.strip().upper()):
        return None
    told = {
        str(Application._meta.get_field(name).verbose_name): getattr(application, name)
        for name in ("number", "name", "id_number", "phone", "employer", "post")
    }
    told |= {
        "证件类型": application.get_id_type_display(),
        "职工类别": application.get_worker_display(),
        "申请加入": application.code.host,
        "提交时间": timezone.localtime(application.submitted_at).isoformat(timespec="minutes"),
        "状态": application.get_status_display(),
    }
    member = application.member
    if member and member.id_number == application.id_number:
        told["会籍"] = {
            "所在工会": member.place,
            "会龄起算日": member.joined_on.isoformat(),
            "到本会日期": member.in_union_since.isoformat(),
            "性别": member.get_sex_display(),
            "出生年份": member.birth_year,
            "会籍终止日期": member.ended_on and member.ended_on.isoformat(),
        }
    return told
