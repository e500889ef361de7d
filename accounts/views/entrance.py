"""The doors: log in, second factor, once more, log out. The flow is django-allauth's."""

import time
from urllib.parse import urlencode

from allauth.account import views as account
from allauth.account.internal import flows
from allauth.mfa.base import views as factor
from allauth.mfa.webauthn import views as passkey
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from accounts import demo, lockout
from accounts.homes import home_of
from accounts.services.entrance import ENDINGS


class Wrong422:
    """A form with mistakes is answered 422, so that scripts can tell."""

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if response.status_code == 200:
            response.status_code = 422
        return response


class LoginView(Wrong422, account.LoginView):
    template_name = "accounts/login.html"

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "ended": ENDINGS.get(self.request.GET.get("ended", "")),
            "next": self.get_next_url() or "",
            "demo_accounts": demo.shown_accounts() if settings.DEMO else [],
            "demo_password": demo.PASSWORD,
        }


class CodeView(Wrong422, factor.AuthenticateView):
    template_name = "accounts/code.html"

    def get_context_data(self, **kwargs):
        user = self.stage.login.user
        kinds = set(user.authenticator_set.values_list("type", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "kinds": kinds,
            **demo.help_with_code(user),
        }


class PasswordAgainView(Wrong422, account.ReauthenticateView):
    template_name = "accounts/again.html"


class CodeAgainView(Wrong422, factor.ReauthenticateView):
    template_name = "accounts/again.html"

    def get_context_data(self, **kwargs):
        help_ = demo.help_with_code(self.request.user)
        return {**super().get_context_data(**kwargs), **help_, "by_code": True}


class PasskeyAgainView(passkey.ReauthenticateWebAuthnView):
    template_name = "accounts/again_passkey.html"

    def form_invalid(self, form):
        response = self.render_to_response(self.get_context_data(form=form))
        response.status_code = 422
        return response


class InactiveView(account.AccountInactiveView):
    template_name = "accounts/inactive.html"


def locked(request, response=None, credentials=None, *args, **kwargs):
    """One page for a locked account, a locked address and a name that does not exist."""
    context = {"minutes": settings.LOGIN_LOCK_MINUTES, "limit": settings.LOGIN_LIMIT}
    if request.path.startswith("/api/"):
        return JsonResponse({"title": "已锁定", "status": 429}, status=429)
    page = render(request, "accounts/locked.html", context, status=429)
    page["Retry-After"] = str(int(lockout.period().total_seconds()))
    return page


@login_not_required
@require_POST
def logout(request):
    flows.logout.logout(request, show_message=False)
    response = HttpResponseRedirect(reverse("account_login"))
    response["Clear-Site-Data"] = '"storage"'  # drafts of forms; pages are never cached
    return response


@login_not_required
def home(request):
    """By role: an officer's tasks, a leader's dashboard, an organization's workspace."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return redirect(home_of(request.user))


@login_not_required
@require_http_methods(["GET", "POST"])
def session(request):
    """How long this session lasts without a touch; POST touches it."""
    from accounts.context import session_ends

    if not request.user.is_authenticated:
        return JsonResponse({"ended": True}, status=401)
    row = request.session.row
    left = session_ends(request)
    if request.method == "GET" and row is not None:
        left["idle"] = max(0, int(left["idle"] - (time.time() - row.seen_at.timestamp())))
    return JsonResponse({"ended": False, **left})


def back(request, default):
    """The address to return to, if it is ours."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        url, {request.get_host()}, require_https=request.is_secure()
    )
    return url if ours and url else default


def passkey_login_url(request):
    query = urlencode({"next": request.GET.get("next", "")})
    return f"{reverse('mfa_login_webauthn')}?{query}"
