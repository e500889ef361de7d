"""What members show elsewhere: on the page of their union, and as a number on an organization's."""

from django.urls import reverse

from accounts import panels
from accounts.roles import Permission
from membership.models import Application, JoinCode, Member
from membership.queries import member_count
from orgs.extensions import Panel


def union_panel(union, user):
    """How many, how many of them lately; who waits; by which codes people join."""
    lately = Member.objects.for_user(user, Permission.MEMBER_VIEW).filter(union=union)
    waiting = Application.objects.for_user(user, Permission.MEMBER_VIEW).waiting()
    codes = JoinCode.objects.for_user(user, Permission.MEMBER_VIEW).standing()
    may_see = user.may_at(Permission.MEMBER_VIEW, union.federation)
    may_edit = user.may_at(Permission.MEMBER_EDIT, union.federation)
    return {
        "union": union,
        "count": member_count(union),
        "may_see": may_see,
        "may_edit": may_edit and not union.dissolved_on,
        "leaving": lately.current().exclude(leave_asked_on=None).count() if may_see else 0,
        "waiting": waiting.filter(code__union=union).count() if may_see else 0,
        "codes": list(codes.filter(union=union)[:3]) if may_see else [],
    }


def organization_panel(organization, user):
    count = Member.objects.current().filter(organization=organization).count()
    return {"count": count, "may_edit": False, "empty": not count}


def new_code(union):
    return "制作入会码", f"{reverse('membership:join_code_new')}?union={union.pk}"


UNION_ENTRIES = (
    panels.Panel(
        key="members",
        title="会员",
        template="membership/_union_members.html",
        context=union_panel,
        permission=Permission.FOUNDING_VIEW,
        more=lambda union, user: (
            "制作入会码",
            f"{reverse('membership:join_code_new')}?union={union.pk}",
        ),
        wide=False,
        order=55,
    ),
)
ENTRIES = (
    Panel(
        key="members",
        title="工会会员",
        template="membership/_organization_members.html",
        context=organization_panel,
        permission=Permission.FOUNDING_VIEW,
        order=24,
        wide=False,
    ),
)
