from celery import shared_task

from surveys.services import collecting

SCHEDULE = {
    "gather answers": {
        "task": "surveys.gather",
        "schedule": 600.0,
        "options": {"queue": "work", "expires": 600},
    },
}


@shared_task(name="surveys.gather")
def gather():
    return collecting.gather_all()
