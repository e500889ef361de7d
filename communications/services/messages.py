from django.db import transaction
from django.utils import timezone

from communications import tally
from communications.models import Notification, OutboxMail
from jobs import outbox


def notify(*, user, text, url=""):
    """Tell one person something in the product. Call it inside the transaction of the act."""
    told = Notification(user=user, text=text[:300], url=url)
    told.full_clean(exclude=["user"])
    told.save()
    transaction.on_commit(lambda: tally.forget(user))
    return told


@transaction.atomic
def mail(*, subject, text, user=None, to=""):
    """Have a mail sent after commit; no address, no mail. No request waits for a mail server.

    To a person's own address, or ``to`` somebody without an account.
    """
    to = user.email if user else to
    if not to:
        return None
    waiting = OutboxMail.objects.create(user=user, to=to, subject=subject[:120], text=text)
    outbox.post(
        kind="communications.mail",
        title=f"邮件：{waiting.subject}",
        key=f"mail-{waiting.pk}",
        arguments={"mail": waiting.pk},
    )
    return waiting


def tell(*, user, subject, text, url="/accounts/me/"):
    """The way lower apps have of telling a person what happened: here and by mail."""
    notify(user=user, text=f"{subject}：{text}" if text else subject, url=url)
    mail(user=user, subject=subject, text=text)


def mark_read(*, by, notifications):
    """Of these, one's own that were unread are read now. Returns how many."""
    count = notifications.filter(user=by, read_at=None).update(read_at=timezone.now())
    tally.forget(by)
    return count
