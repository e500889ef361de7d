from celery import shared_task

from jobs import runner, services

SCHEDULE = {
    "hand out waiting jobs": {
        "task": "jobs.sweep",
        "schedule": 10.0,
        "options": {"queue": "live", "expires": 30},
    },
}


@shared_task(name="jobs.run", acks_late=False, ignore_result=True)
def run_job(uid):
    """A hint: look whether this job is due. Acknowledged at once, for the truth is in its row."""
    return runner.run(uid)


@shared_task(name="jobs.sweep", acks_late=False, ignore_result=True)
def sweep():
    return services.sweep()
