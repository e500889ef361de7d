"""Every request of a logged-in person passes here: is the session still good, is anything owed?"""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone

from accounts import security
from accounts.models import Session
from accounts.services import entrance

SEEN_EVERY = timedelta(seconds=15)
ALWAYS_OPEN = {"accounts:logout", "account_logout", "accounts:session"}
FOR_PASSWORD = {"accounts:password"}
FOR_SECOND_FACTOR = {
    *("accounts:security", "accounts:enrol", "mfa_activate_totp", "mfa_add_webauthn"),
    *("mfa_view_recovery_codes", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    "account_reauthenticate",
}
WITHOUT_PEOPLE = ("/static/", "/public/", "/join/")


class SessionMiddleware:
    """Ends sessions that were idle or open too long; holds back those who still owe something."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(WITHOUT_PEOPLE) and request.user.is_authenticated:
            why = self.over(request)
            if why:
                return self.end(request, why)
            self.seen(request)
        return self.get_response(request)

    def over(self, request):
        row, now = request.session.row, timezone.now()
        if row is None:  # began in this very request
            return None
        if now - row.started_at >= timedelta(seconds=security.longest_seconds()):
            return "absolute"
        if now - row.seen_at >= timedelta(seconds=security.idle_seconds(request.user)):
            return "idle"
        return None

    def end(self, request, why):
        entrance.end_session(request=request, why=why)
        logout(request)
        if answers_machines(request):
            return problem(401, "请重新登录", entrance.ENDINGS[why])
        back = request.get_full_path() if request.method == "GET" else "/"
        query = urlencode({"next": back, "ended": why})
        return HttpResponseRedirect(f"{reverse('account_login')}?{query}")

    def seen(self, request):
        """Pages that refresh by themselves do not keep a session open."""
        row = request.session.row
        if row is None or is_background(request):
            return
        now = timezone.now()
        if now - row.seen_at >= SEEN_EVERY:
            Session.objects.filter(pk=row.pk).update(seen_at=now)
            row.seen_at = now

    def process_view(self, request, view, arguments, keywords):
        if request.path.startswith(WITHOUT_PEOPLE) or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if name in ALWAYS_OPEN:
            return None
        if security.must_change_password(request.user):
            return None if name in FOR_PASSWORD else owed(request, "accounts:password")
        if security.owes_second_factor(request):
            return None if name in FOR_SECOND_FACTOR else owed(request, "accounts:enrol")
        return None


def owed(request, name):
    if answers_machines(request):
        return problem(403, "尚未完成登录", "请先在网页上更换密码或完成二次验证。")
    return HttpResponseRedirect(reverse(name))


def problem(status, title, detail):
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def answers_machines(request):
    return request.path.startswith(("/api/", "/events/"))


def is_background(request):
    return "X-Live" in request.headers or request.path.startswith("/events/")
