"""One's own account: contact, offices, password, second factors, log-ins."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import lockout, security, tasks
from accounts.adapters import AccountAdapter, MFAAdapter
from accounts.forms.me import ChangePasswordForm, ContactForm, NewPasswordForm, ResetForm
from accounts.queries import browser_of, deputies_of
from accounts.services import entrance, factors, passwords, people
from accounts.sessions import public_name
from accounts.validators import profile
from accounts.views import posted
from accounts.views.entrance import Wrong422

LINK = "set_password_token"
INVALID = "accounts/link_dead.html"


@login_required
def me(request):
    user = request.user
    form = ContactForm(posted(request), initial={"email": user.email, "phone": user.phone})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["email"] != user.email and not security.surely_themselves(request):
            messages.warning(request, "更换邮箱前请再次确认是您本人，随后重新填写。")
            return redirect(security.once_more_url(request, back_to=reverse("accounts:me")))
        try:
            people.correct(user=user, by=user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "联系方式已保存。")
            return redirect("accounts:me")
    context = {"form": form, "deputies": deputies_of(user)}
    return render(request, "accounts/me.html", context, status=422 if form.errors else 200)


@login_required
def security_page(request):
    user = request.user
    kinds = {}
    for authenticator in user.authenticator_set.order_by("created_at"):
        kinds.setdefault(authenticator.type, []).append(authenticator)
    codes_left = None
    if "recovery_codes" in kinds:
        codes_left = len(kinds["recovery_codes"][0].wrap().get_unused_codes())
    sessions = [
        {
            "name": public_name(row.pk),
            "row": row,
            "browser": browser_of(row.agent),
            "here": row.pk == request.session.session_key,
        }
        for row in user.sessions.order_by("-seen_at")
    ]
    context = {
        "kinds": kinds,
        "codes_left": codes_left,
        "sessions": sessions,
        "required": security.needs_second_factor(user),
        "profile": profile(),
        "localhost": request.get_host().startswith("127.0.0.1"),
    }
    return render(request, "accounts/security.html", context)


@login_required
def enrol(request):
    """Before the first page: the role demands a second factor, so one is set up now."""
    if not security.needs_second_factor(request.user):
        return redirect("accounts:security")
    if security.has_second_factor(request.user):
        if security.passed_second_factor(request):
            return redirect("accounts:security")
        return redirect("mfa_reauthenticate")
    return render(request, "accounts/enrol.html")


@login_required
@sensitive_post_parameters()
def password(request):
    user = request.user
    check = lambda old: AccountAdapter(request).reauthenticate(user, old)  # noqa: E731
    form = ChangePasswordForm(posted(request), user=user, check=check)
    if request.method == "POST" and form.is_valid():
        try:
            changed = passwords.change(
                user=user,
                password=form.cleaned_data["password"],
                by=user,
                keep_session=request.session.session_key,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, "密码已更换，其他地方的登录已全部退出。")
            return redirect("accounts:security")
    if getattr(request, "axes_locked_out", False):
        return redirect("accounts:security")
    context = {
        "form": form,
        "expired": security.password_expired(user),
        "must": security.must_change_password(user),
        "profile": profile(),
    }
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def end_session(request, name):
    """One of one's own log-ins, by its public name."""
    for row in request.user.sessions.all():
        if public_name(row.pk) == name and row.pk != request.session.session_key:
            entrance.end_own_session(session=row, by=request.user)
            messages.success(request, "已结束该处登录。")
            return redirect("accounts:security")
    raise Http404


@login_required
@require_POST
def end_other_sessions(request):
    count = entrance.end_other_sessions(by=request.user, keep=request.session.session_key)
    messages.success(request, f"已结束其他 {count} 处登录。")
    return redirect("accounts:security")


# Second factors: django-allauth's flow, our words and our trail.


class Proved:
    """Setting up a factor is showing it: the session counts as verified from here on."""

    def prove(self, kind, code=None):
        authenticator = self.request.user.authenticator_set.filter(type=kind).latest("pk")
        factors.added(authenticator=authenticator, by=self.request.user, code=code)
        record_authentication(
            self.request, self.request.user, "mfa", id=authenticator.pk, type=authenticator.type
        )


class SetUpTOTPView(Wrong422, Proved, totp.ActivateTOTPView):
    template_name = "accounts/totp.html"

    def form_valid(self, form):
        response = super().form_valid(form)
        self.prove("totp", form.cleaned_data["code"])
        return response


class RemoveTOTPView(totp.DeactivateTOTPView):
    template_name = "accounts/totp_remove.html"

    def form_valid(self, form):
        response = super().form_valid(form)
        factors.removed(kind="totp", by=self.request.user)
        return response


class AddPasskeyView(Wrong422, Proved, passkey.AddWebAuthnView):
    template_name = "accounts/passkey_add.html"

    def get_context_data(self, **kwargs):
        """A passkey proper: it knows whose it is, and asks for a finger or a PIN."""
        context = super().get_context_data(**kwargs)
        context["form"] = kwargs.get("form") or self.get_form()
        context["creation_options"] = begin_registration(self.request.user, True)
        context["localhost"] = self.request.get_host().startswith("127.0.0.1")
        return context

    def form_valid(self, form):
        response = super().form_valid(form)
        self.prove("webauthn")
        return response


class RemovePasskeyView(passkey.RemoveWebAuthnView):
    template_name = "accounts/passkey_remove.html"

    def get_success_url(self):
        return reverse("accounts:security")

    def form_valid(self, form):
        """allauth asks this before it removes a TOTP, but not before it removes a passkey."""
        if not MFAAdapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, MFAAdapter.error_messages["cannot_delete_authenticator"])
            return redirect("accounts:security")
        response = super().form_valid(form)
        factors.removed(kind="webauthn", by=self.request.user)
        return response


class CodesView(codes.ViewRecoveryCodesView):
    template_name = "accounts/codes.html"


class RenewCodesView(codes.GenerateRecoveryCodesView):
    template_name = "accounts/codes_renew.html"

    def form_valid(self, form):
        response = super().form_valid(form)
        factors.codes_renewed(by=self.request.user)
        return response


def to_security(request):
    """Pages of django-allauth that ours replace."""
    return redirect("accounts:security")


# Forgotten passwords and one-time links.


@login_not_required
def forgotten(request):
    """The same page whatever the name, after the same work."""
    form = ResetForm(posted(request))
    if request.method == "POST" and form.is_valid():
        asked = passwords.ask_reset(
            username=form.cleaned_data["username"], address=request.META.get("REMOTE_ADDR")
        )
        if asked:
            tasks.hint()
        return render(request, "accounts/forgotten_done.html")
    status = 422 if form.errors else 200
    return render(request, "accounts/forgotten.html", {"form": form}, status=status)


@login_not_required
@sensitive_post_parameters()
def link(request, token=None):
    """The token leaves the address at once and waits in the session, so that no log, no Referer and
    no history keeps it."""
    if token is not None:
        if passwords.link_of(token) is None:
            return render(request, INVALID, status=404)
        request.session[LINK] = token
        return redirect("accounts:link_form")
    waiting = request.session.get(LINK)
    found = passwords.link_of(waiting) if waiting else None
    if found is None:
        request.session.pop(LINK, None)
        return render(request, INVALID, status=404)
    form = NewPasswordForm(posted(request), user=found.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = passwords.set_by_link(
                user=found.user, token=waiting, password=form.cleaned_data["password"]
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            lockout.release(lockout.account_key(user.username))
            request.session.flush()
            messages.success(request, "密码已设置，请用新密码登录。")
            return redirect("account_login")
    context = {"form": form, "account": found.user}
    return render(request, "accounts/link.html", context, status=422 if form.errors else 200)
