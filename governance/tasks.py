from celery import shared_task

from governance import seals

SCHEDULE = {
    "seal the trail": {
        "task": "governance.seal",
        "schedule": 60.0,
        "options": {"queue": "live", "expires": 120},
    },
    "seal what committed very late": {
        "task": "governance.seal",
        "schedule": 3600.0,
        "kwargs": {"everything": True},
        "options": {"queue": "live", "expires": 3000},
    },
}


@shared_task(name="governance.seal", ignore_result=True)
def seal(everything=False):
    return seals.seal(everything=everything)
