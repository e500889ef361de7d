from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import Attempts, OneTimeLink, ResetRequest
from accounts.services import passwords, people
from accounts.sessions import SessionStore


def link_address(token):
    return settings.PUBLIC_URL + reverse("accounts:link", args=[token])


@shared_task(name="accounts.handle_reset_requests", ignore_result=True)
def handle_reset_requests():
    """All that wait: the page sends a hint at once, beat calls every minute."""
    waiting = ResetRequest.objects.filter(handled_at=None).values_list("pk", flat=True)[:200]
    for pk in list(waiting):
        passwords.handle_reset(request_id=pk, link=link_address)


def hint():
    """Ask for it now; without a broker the next minute does."""
    with suppress(OperationalError):
        handle_reset_requests.apply_async(queue="live", retry=False)


@shared_task(name="accounts.tidy", ignore_result=True)
def tidy():
    """Nightly: what has run out goes, accounts nobody used for long are shut."""
    now = timezone.now()
    SessionStore.clear_expired()
    Attempts.objects.filter(since__lt=now - timedelta(days=1)).delete()
    ResetRequest.objects.filter(asked_at__lt=now - timedelta(days=180)).delete()
    OneTimeLink.objects.filter(expires_at__lt=now - timedelta(days=180)).delete()
    if settings.DORMANT_DAYS and not settings.DEMO:
        people.disable_dormant(days=settings.DORMANT_DAYS)


SCHEDULE = {
    "reset requests": {"task": "accounts.handle_reset_requests", "schedule": 60.0},
    "tidy accounts": {"task": "accounts.tidy", "schedule": 24 * 3600.0},
}
