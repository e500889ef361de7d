"""Second factors. What allauth's own check of a one-time code lacks is done here.

allauth remembers a used code in the cache, for one period of 30 seconds. A code that may be a
period early or late is good for three, so the same code passed twice, a minute apart; and a broker
that restarts forgets it at once. Here the row of the authenticator is locked, and it keeps the
number of the last period used: nothing at or before it is ever accepted again.
"""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.services import notices
from governance.trail import record

LABELS = {"totp": "验证器", "webauthn": "通行密钥", "recovery_codes": "恢复码"}


def matching_step(secret, code, now=None):
    """The number of the 30 seconds in which ``code`` is right, the last of them; or None."""
    current = int(now if now is not None else time.time()) // app_settings.TOTP_PERIOD
    found = None
    for step in range(
        current - app_settings.TOTP_TOLERANCE, current + app_settings.TOTP_TOLERANCE + 1
    ):
        if constant_time_compare(format_hotp_value(hotp_value(secret, step)), code):
            found = step
    return found


@transaction.atomic
def use_code(*, user, code):
    """The authenticator that this code is right for, and the code is spent; or None."""
    code = "".join(code.split())
    for authenticator in (
        Authenticator.objects.select_for_update()
        .filter(user=user, type__in=["totp", "recovery_codes"])
        .order_by("-type")
    ):
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            if authenticator.wrap().validate_code(code):
                record(by=user, verb="recovery_code_used", label="使用恢复码", subject=user)
                return authenticator
            continue
        step = matching_step(decrypt(authenticator.data["secret"]), code)
        if step is not None and step > authenticator.data.get("last_step", 0):
            authenticator.data["last_step"] = step
            authenticator.save(update_fields=["data"])
            return authenticator
    return None


@transaction.atomic
def added(*, authenticator, by, code=None):
    """A factor was set up. The code that proved it is spent with it."""
    if authenticator.type == Authenticator.Type.TOTP and code:
        step = matching_step(decrypt(authenticator.data["secret"]), code)
        authenticator.data["last_step"] = step or 0
        authenticator.save(update_fields=["data"])
    label = LABELS[authenticator.type]
    record(by=by, verb="factor_added", label=f"设置{label}", subject=by, kind=authenticator.type)
    notices.tell(user=by, subject=f"您的账号设置了{label}", text=WARNING)


@transaction.atomic
def removed(*, kind, by):
    label = LABELS[kind]
    record(by=by, verb="factor_removed", label=f"停用{label}", subject=by, kind=kind)
    notices.tell(user=by, subject=f"您的账号停用了{label}", text=WARNING)


@transaction.atomic
def codes_renewed(*, by):
    record(by=by, verb="recovery_codes_renewed", label="重新生成恢复码", subject=by)
    notices.tell(user=by, subject="您的恢复码已重新生成", text=WARNING)


@transaction.atomic
def reset(*, user: User, by, reason):
    """A person who lost every factor sets them up anew at the next log-in."""
    from accounts.services import entrance

    kinds = sorted(user.authenticator_set.values_list("type", flat=True))
    user.authenticator_set.all().delete()
    entrance.end(sessions=user.sessions.all())
    record(
        by=by, verb="factors_reset", label="重置二次验证", subject=user, reason=reason, kinds=kinds
    )
    notices.tell(user=user, subject="您的二次验证已被管理员重置", text=WARNING)


WARNING = "如果不是您本人所为，请立即联系本级工会的安全管理员。"
