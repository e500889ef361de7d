"""Coming and going: what is written down when people log in and out."""

from django.db import transaction

from accounts import live
from accounts.models import Session, User
from governance.trail import record

ENDINGS = {
    "idle": "您较长时间没有操作，为保护账号已自动退出。请重新登录，随后会回到刚才的页面。",
    "absolute": "本次登录已满时限，请重新登录，随后会回到刚才的页面。",
}


@transaction.atomic
def logged_in(*, by, methods):
    record(by=by, verb="log_in", label="登录", subject=by, methods=methods)


@transaction.atomic
def logged_out(*, by, session_key):
    record(by=by, verb="log_out", label="退出登录", subject=by)
    live.logged_out([session_key])


@transaction.atomic
def login_failed(*, username, locked=False):
    """The name as typed is not kept: people type their password into that field.

    A locked account is told of once, by the failure that locked it.
    """
    if locked:
        return
    user = User.objects.filter(username=username.strip().lower()).first()
    record(by=None, verb="log_in_failed", label="登录失败", subject=user)


@transaction.atomic
def factor_failed(*, user):
    record(by=user, verb="factor_failed", label="二次验证失败", subject=user)


@transaction.atomic
def end_session(*, request, why):
    """A session that was open too long."""
    user = request.user
    label = {"idle": "长时间未操作，自动退出", "absolute": "登录满时限，自动退出"}[why]
    record(by=user, verb="session_ended", label=label, subject=user, why=why)
    live.logged_out([request.session.session_key])


@transaction.atomic
def end_own_session(*, session, by):
    if session.user_id != by.pk:
        raise PermissionError("only one's own sessions")
    end(sessions=Session.objects.filter(pk=session.pk))
    record(by=by, verb="session_ended", label="结束一个登录", subject=by)


@transaction.atomic
def end_other_sessions(*, by, keep):
    count = end(sessions=Session.objects.filter(user=by).exclude(pk=keep))
    if count:
        record(by=by, verb="sessions_ended", label="结束其他登录", subject=by, count=count)
    return count


def end(*, sessions):
    """Delete sessions and close their streams. Part of a larger act, which writes the trail."""
    keys = list(sessions.values_list("pk", flat=True))
    Session.objects.filter(pk__in=keys).delete()
    live.logged_out(keys)
    return len(keys)
