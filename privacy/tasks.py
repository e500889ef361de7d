from celery import shared_task

from privacy import retention

SCHEDULE = {
    "forget what is past its time": {
        "task": "privacy.purge",
        "schedule": 24 * 3600.0,
        "options": {"queue": "work", "expires": 12 * 3600},
    },
}


@shared_task(name="privacy.purge", ignore_result=True)
def purge():
    return retention.purge(dry_run=False)
