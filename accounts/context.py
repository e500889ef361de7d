"""What every page's frame shows of the person at the keyboard."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import navigation, security

_inbox = []


def register_inbox(count):
    """``count(user)``: how many tasks wait. The app that keeps the inbox registers it."""
    _inbox[:] = [count]


def people(request):
    """Asked anew by every card that is rendered with the request; answered once a request."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "demo": settings.DEMO}
    if getattr(request, "frame_of", None) != user.pk:
        request.frame, request.frame_of = frame(request, user), user.pk
    return request.frame


def frame(request, user):
    offices = user.offices
    federation = offices[0].federation if offices else None
    owes = security.must_change_password(user) or security.owes_second_factor(request)
    return {
        "navigation": [] if owes else navigation.menu(user, request.path),
        "search_url": "" if owes else reverse("search"),
        "inbox_count": _inbox[0](user) if _inbox and not owes else 0,
        "person": user,
        "person_name": user.name or user.username,
        "person_place": federation.short_name if federation else "",
        "federation": federation,
        "session_ends": session_ends(request),
        "demo": settings.DEMO,
    }


def session_ends(request):
    """For the warning before the time-out: seconds left if idle, and at most."""
    row = getattr(request.session, "row", None)
    opened = (timezone.now() - row.started_at).total_seconds() if row else 0
    return {
        "idle": security.idle_seconds(request.user),
        "longest": max(0, int(security.longest_seconds() - opened)),
    }
