from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from communications.models import Notice, NoticeRead
from communications.workflows import NOTICE, stamp
from governance.trail import record, refuse


@transaction.atomic
def draft_notice(*, by, federation, **fields):
    """Begin a notice in the name of a federation; nobody below sees it until it is published."""
    if not by.may_at(Permission.NOTICE_PUBLISH, federation):
        refuse(by=by, verb="draft_notice", subject=federation)
        raise PermissionDenied("只能以本级及下级工会的名义起草通知。")
    notice = Notice(federation=federation, author=by, **fields)
    notice.full_clean()
    notice.save()
    record(by=by, verb="draft", label="起草通知", subject=notice, audience=notice.audience)
    return notice


@transaction.atomic
def revise_notice(*, by, notice, **fields):
    """Change a draft. What has been published is withdrawn and written anew, never changed."""
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if not by.may(Permission.NOTICE_PUBLISH, notice):
        refuse(by=by, verb="revise_notice", subject=notice)
        raise PermissionDenied("您无权修改这份通知。")
    if notice.status != Notice.Status.DRAFT:
        raise ValidationError(f"通知{notice.get_status_display()}，不能修改；可撤回后另行发布。")
    for name, value in fields.items():
        setattr(notice, name, value)
    notice.full_clean()
    notice.save()
    record(by=by, verb="revise", label="修改通知", subject=notice, audience=notice.audience)
    return notice


def move_notice(*, by, notice, verb, reason=""):
    """Publish or withdraw."""
    return NOTICE.move(notice, verb, by=by, reason=reason, **stamp(verb))


def read_notice(*, by, notice):
    """Note that the person has opened it; once."""
    NoticeRead.objects.bulk_create([NoticeRead(notice=notice, user=by)], ignore_conflicts=True)
