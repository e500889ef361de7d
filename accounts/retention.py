"""How long what log-in leaves behind is kept; the nightly ``accounts.tidy`` does the short ones."""

from accounts.models import Attempts, OneTimeLink, ResetRequest, Session
from privacy import retention

LAW = "网络安全法：日志不少于六个月"


def declare():
    for model, moment, name, days, why in (
        (Session, "expire_date", "已过期的登录会话", 0, "过期即无用"),
        (Attempts, "since", "登录尝试计数", 1, "防止暴力破解"),
        (ResetRequest, "asked_at", "重置密码申请", 180, LAW),
        (OneTimeLink, "expires_at", "一次性链接", 180, LAW),
    ):
        retention.declare(
            model._meta.label,
            name=name,
            days=days,
            why=why,
            purge=retention.older(model, moment),
        )
