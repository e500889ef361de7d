from accounts.erasing import of_user
from privacy import erasure


def declare():
    erasure.declare(
        "account",
        of_user("communications.Notification", "提醒", 20),
        of_user("communications.NoticeRead", "阅读回执", 21),
        of_user("communications.OutboxMail", "待发邮件", 22),
    )
