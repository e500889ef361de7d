"""What of members waits for an office: applications, transfers to answer, people who leave."""

from django.urls import reverse

from accounts.roles import Permission
from communications.inbox import Tasks
from membership.models import Application, Member, Transfer
from unions.look.numbers import cndate


def applications(user):
    rows = Application.objects.for_user(user, Permission.MEMBER_EDIT).waiting()
    return rows.select_related("code__union", "code__federation").order_by("due_on", "pk")


def first_due(user):
    row = applications(user).first()
    return f"最早一件应于{cndate(row.due_on)}前答复" if row else ""


def transfers(user):
    """Those that one's own federation answers, and one did not ask for oneself."""
    heads = user.federations_granting(Permission.MEMBER_EDIT)
    rows = Transfer.objects.for_user(user, Permission.MEMBER_EDIT).waiting()
    rows = rows.filter(answering__in=heads).exclude(asked_by=user)
    return rows.select_related("from_union", "to_union").order_by("due_on", "pk")


def leaving(user):
    rows = Member.objects.for_user(user, Permission.MEMBER_EDIT).current()
    return rows.exclude(leave_asked_on=None).select_related("union").order_by("leave_asked_on")


KINDS = (
    Tasks(
        key="applications",
        label="待审核的入会申请",
        rows=applications,
        template="membership/_task_application.html",
        permission=Permission.MEMBER_EDIT,
        unit="件",
        due=first_due,
        more=lambda user: reverse("membership:applications"),
        order=14,
    ),
    Tasks(
        key="transfers",
        label="待答复的会籍转接",
        rows=transfers,
        template="membership/_task_transfer.html",
        permission=Permission.MEMBER_EDIT,
        unit="件",
        more=lambda user: reverse("membership:transfers"),
        order=15,
    ),
    Tasks(
        key="leaving",
        label="申请退会的会员",
        rows=leaving,
        template="membership/_task_leaving.html",
        permission=Permission.MEMBER_EDIT,
        unit="人",
        more=lambda user: f"{reverse('membership:members')}?state=leaving",
        order=16,
    ),
)
