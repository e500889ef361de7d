from communications.models import NoticeRead, Notification, OutboxMail
from privacy import retention


def declare():
    for model, moment, name, days, why in (
        (Notification, "created_at", "提醒", 365, "过期即无用"),
        (NoticeRead, "at", "通知的阅读回执", 730, "核查通知是否送达"),
        (OutboxMail, "created_at", "已发邮件的记录", 180, "排查发送失败；正文发出即忘"),
    ):
        retention.declare(
            model._meta.label,
            name=name,
            days=days,
            why=why,
            purge=retention.older(model, moment),
        )
