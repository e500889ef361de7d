from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from communications.models import OutboxMail
from communications.services import reminders
from jobs.registry import kind

SCHEDULE = {
    "tell officers of what came up in the register": {
        "task": "communications.remind",
        "schedule": 6 * 3600.0,
        "options": {"queue": "work", "expires": 3600},
    },
}


@kind("communications.mail", outside=True, max_attempts=8)
def send_mail(run):
    """Send one mail; its number is in the header by which a mail server knows a repetition."""
    waiting = OutboxMail.objects.select_related("user").get(pk=run.arguments["mail"])
    person = waiting.user
    to = waiting.to or (person.email if person else "")
    if waiting.sent_at or not to or (person and not person.is_active):
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


@shared_task(name="communications.remind", ignore_result=True)
def remind():
    return reminders.tell_of_findings()
