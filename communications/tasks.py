from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from communications.models import OutboxMail
from jobs.registry import kind


@kind("communications.mail", outside=True, max_attempts=8)
def send_mail(run):
    """Send one mail; its number is in the header by which a mail server knows a repetition."""
    waiting = OutboxMail.objects.select_related("user").get(pk=run.arguments["mail"])
    to = waiting.to or waiting.user.email
    if waiting.sent_at or not to or not waiting.user.is_active:
        return {"sent": False}
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    EmailMessage(
        subject=waiting.subject,
        body=waiting.text,
        to=[to],
        headers={"Message-ID": f"<mail-{waiting.pk}@{host}>"},
    ).send()
    OutboxMail.objects.filter(pk=waiting.pk).update(sent_at=timezone.now(), to="", text="")
    return {"sent": True}
