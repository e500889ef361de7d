"""What django-allauth asks of us."""

from io import BytesIO

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import lockout, security, sessions
from accounts.services import entrance
from privacy import ciphers


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "该账号已停用，请联系本级工会的系统管理员。",
        "incorrect_password": "密码不正确，请重新输入。",
        "username_password_mismatch": "用户名或密码不正确，请核对后重新输入。",
        "too_many_login_attempts": "尝试次数过多，请稍后再试。",
        "rate_limited": "操作过于频繁，请稍后再试。",
        "incorrect_code": "验证码不正确或已用过，请等下一个验证码。",
    }

    def is_open_for_signup(self, request):
        return False

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user:
            lockout.was_right(request, credentials["username"])
        return user

    def login(self, request, user):
        super().login(request, user)
        sessions.describe(request)
        records = security.get_authentication_records(request, user)
        entrance.logged_in(by=user, methods=[r.get("type") or r["method"] for r in records])

    def logout(self, request):
        with transaction.atomic():
            entrance.logged_out(by=request.user, session_key=request.session.session_key)
            super().logout(request)

    def get_login_redirect_url(self, request):
        return settings.LOGIN_REDIRECT_URL

    def get_logout_redirect_url(self, request):
        return reverse("account_login")

    def get_client_ip(self, request):
        return request.META.get("REMOTE_ADDR", "")

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs):
        """Only our own words: the views say what was done."""
        if message:
            super().add_message(request, level, message=message)

    def send_notification_mail(self, *args, **kwargs):
        """Our services tell the person."""

    def is_reauthentication_required(self, *, app, **kwargs):
        request = context.request
        strong = security.has_second_factor(request.user)
        return not security.recently_verified(request, second_factor=strong)

    def get_reauthentication_methods(self, user):
        """Whoever has a second factor shows that, not the password again."""
        methods = super().get_reauthentication_methods(user)
        stronger = [m for m in methods if m["id"] != "reauthenticate"]
        return stronger or methods


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "您的职责要求二次验证，请先添加另一种方式再停用这一种。",
        "cannot_generate_recovery_codes": "请先设置验证器或通行密钥，再生成恢复码。",
        "incorrect_code": "验证码不正确或已用过，请等下一个验证码。",
    }
    CONTEXT = "mfa.authenticator.data"

    def encrypt(self, text):
        return ciphers.encrypt(text, context=self.CONTEXT)

    def decrypt(self, encrypted_text):
        return ciphers.decrypt(encrypted_text, context=self.CONTEXT)

    def get_totp_label(self, user):
        return user.get_username()

    def get_totp_issuer(self):
        return settings.MFA_TOTP_ISSUER

    def build_totp_svg(self, url):
        picture = BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False)
        return picture.getvalue().decode()

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}

    def can_delete_authenticator(self, authenticator):
        user = authenticator.user
        if not security.needs_second_factor(user):
            return True
        others = user.authenticator_set.exclude(pk=authenticator.pk)
        return others.exclude(type="recovery_codes").exists()
