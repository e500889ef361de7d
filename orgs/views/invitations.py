"""The invited person's side: the link, once, to an account of their own or to one more."""

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views import posted
from orgs.forms.delegates import AcceptForm
from orgs.services import delegates
from orgs.views.refusals import explain

LINK = "invitation_token"


def picture(address):
    """The address as a QR code: an SVG in a data address."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2)


@require_http_methods(["GET", "POST"])
@never_cache
@login_not_required
@sensitive_post_parameters()
def invited(request, token=None):
    """The token leaves the address at once and waits in the session, so that no log, no Referer and
    no history keeps it."""
    if token is not None:
        if delegates.invitation_of(token) is None:
            return dead(request)
        request.session[LINK] = token
        return redirect("portal:accept")
    found = waiting(request)
    if found is None:
        return dead(request)
    if request.user.is_authenticated:
        return render(request, "portal/accept.html", {"invitation": found})
    initial = {"name": found.name, "phone": found.phone, "email": found.email}
    form = AcceptForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            delegates.accept_as_new(invitation=found, **form.values())
        except ValidationError as refused:
            explain(form, refused)
        else:
            request.session.pop(LINK, None)
            messages.success(request, "账号已开设，请用刚才设置的用户名和密码登录。")
            return redirect("account_login")
    context = {"form": form, "invitation": found}
    return render(request, "portal/accept.html", context, status=422 if form.errors else 200)


@require_POST
@login_not_required
def accept(request):
    """With the account that the person is logged in with."""
    found = waiting(request)
    if found is None or not request.user.is_authenticated:
        return dead(request)
    try:
        delegates.accept(by=request.user, invitation=found)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("portal:accept")
    request.session.pop(LINK, None)
    messages.success(request, f"您现在可以代表“{found.organization}”办理业务。")
    return redirect("portal:home")


def waiting(request):
    token = request.session.get(LINK)
    return delegates.invitation_of(token) if token else None


def dead(request):
    request.session.pop(LINK, None)
    return render(request, "portal/invitation_dead.html", status=404)
