"""What reviewing shows elsewhere: an expert's home and menu, what waits, a project's section."""

from django.urls import reverse

from accounts import homes, navigation, panels
from accounts.roles import Permission, Role
from communications import inbox
from procurement import pages
from procurement.models import Call, Draw, Panel, PanelSeat, Review
from procurement.services.draws import BEFORE

P = Permission


def to_declare(user):
    rows = PanelSeat.objects.for_user(user, P.BID_SCORE)
    rows = rows.filter(declaration=None, expert__user=user)
    return rows.select_related("panel__call__project__federation").order_by("drawn_at", "pk")


def to_score(user):
    rows = Review.objects.for_user(user, P.BID_SCORE).filter(locked_at=None)
    return rows.select_related("bid__lot__call", "seat__panel").order_by(
        "seat__panel__closes_at", "pk"
    )


def section(project, user):
    """Of each call: its panel and how far it is. Who sits on it stands on the panel's own page."""
    calls = Call.objects.for_user(user, P.PURCHASE_VIEW).filter(project=project)
    calls = calls.exclude(status=Call.Status.DRAFT).order_by("round")
    known = Panel.objects.for_user(user, P.PURCHASE_VIEW).filter(call__project=project)
    by_call = {panel.call_id: panel for panel in known}
    rows = [(call, by_call.get(call.pk)) for call in calls]
    return {"rows": rows} if rows else None


def of_call(call, user):
    """On a call's page: whether a panel is formed, and how far it is."""
    rows = Panel.objects.for_user(user, P.PURCHASE_VIEW).filter(call=call)
    row = rows.first()
    return {"row": row} if row or call.status in BEFORE else None


def to_panel(call, user):
    return ("评审组", reverse("procurement:panel", args=[call.uid]))


def seals(call):
    """Below the published call: the draws, whose seals anyone may note down."""
    rows = list(Draw.objects.published().filter(panel__call=call))
    return {"draws": rows} if rows else None


def declare():
    homes.register("procurement:reviews", homes.holds(Role.EXPERT), order=30)
    navigation.register("我的评审", "procurement:reviews", P.BID_SCORE, order=10)
    inbox.register(
        inbox.Tasks(
            key="to_declare",
            label="待作回避声明",
            rows=to_declare,
            template="procurement/_task_declare.html",
            permission=P.BID_SCORE,
            order=5,
            of_office=False,
        ),
        inbox.Tasks(
            key="to_score",
            label="待评审申报",
            rows=to_score,
            template="procurement/_task_score.html",
            permission=P.BID_SCORE,
            unit="份",
            more=lambda user: "/reviews/",
            order=6,
            of_office=False,
        ),
    )
    pages.PROJECT.add(
        panels.Panel(
            key="review",
            title="专家评审",
            template="procurement/_review_panel.html",
            context=section,
            permission=P.PURCHASE_VIEW,
            order=50,
        )
    )
    pages.CALL.add(
        panels.Panel(
            key="panel",
            title="专家评审",
            template="procurement/_call_review.html",
            context=of_call,
            permission=P.PURCHASE_VIEW,
            more=to_panel,
            public=seals,
            public_template="procurement/_public_draws.html",
            order=70,
        )
    )
