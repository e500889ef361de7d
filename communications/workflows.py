from django.utils import timezone

from accounts.roles import Permission
from communications.models import Notice
from governance.workflow import Move, Workflow

Status = Notice.Status


def says_nothing(notice):
    return "" if notice.body.strip() else "正文为空，请先写好正文再发布。"


NOTICE = Workflow(
    publish=Move(
        label="发布",
        sources=(Status.DRAFT,),
        target=Status.PUBLISHED,
        permission=Permission.NOTICE_PUBLISH,
        unless=(says_nothing,),
    ),
    withdraw=Move(
        label="撤回",
        sources=(Status.PUBLISHED,),
        target=Status.WITHDRAWN,
        permission=Permission.NOTICE_PUBLISH,
        needs_reason=True,
    ),
)
STAMPS = {"publish": "published_at", "withdraw": "withdrawn_at"}


def stamp(verb):
    """Which moment a move notes."""
    return {STAMPS[verb]: timezone.now()}
