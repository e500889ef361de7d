"""Who speaks for an organization and what it asks for, on its page for officers."""

from accounts.roles import Permission
from orgs.extensions import Panel
from orgs.models import CorrectionRequest, Delegate, Invitation


def speaking(organization, user):
    rows = Delegate.objects.for_user(user, Permission.DELEGATE_MANAGE)
    rows = rows.unended().filter(organization=organization).select_related("user")
    waiting = Invitation.objects.for_user(user, Permission.DELEGATE_MANAGE).open()
    return {
        "rows": rows.order_by("duty", "starts_on", "pk"),
        "invitations": waiting.filter(organization=organization),
    }


def asked(organization, user):
    rows = CorrectionRequest.objects.for_user(user, Permission.ORG_EDIT)
    return {"rows": rows.filter(organization=organization).order_by("-submitted_at", "-pk")[:10]}


PANELS = (
    Panel(
        key="delegates",
        title="经办代表",
        template="orgs/delegates/_panel.html",
        context=speaking,
        permission=Permission.DELEGATE_MANAGE,
        order=80,
        wide=False,
    ),
    Panel(
        key="correction_requests",
        title="资料更正申请",
        template="orgs/corrections/_panel.html",
        context=asked,
        permission=Permission.ORG_EDIT,
        part="record",
        order=90,
        wide=False,
    ),
)
