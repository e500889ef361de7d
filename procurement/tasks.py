from celery import shared_task
from celery.schedules import crontab

from procurement.services import calls, flags

SCHEDULE = {
    "close the calls whose time is up": {
        "task": "procurement.close_calls",
        "schedule": 60.0,
        "options": {"queue": "live", "expires": 60},
    },
    "look at purchases for red flags": {
        "task": "procurement.look_for_flags",
        "schedule": crontab(hour=2, minute=40),
        "options": {"queue": "work", "expires": 12 * 3600},
    },
}


@shared_task(name="procurement.look_for_flags")
def look_for_flags():
    return flags.look_at_all()


@shared_task(name="procurement.close_calls")
def close_calls():
    return calls.close_due()
