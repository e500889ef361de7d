"""What the clock asks of the figures. Missing a beat loses nothing: the marks stay."""

from celery import shared_task

from indicators import services


@shared_task(name="indicators.keep_up", queue="live", acks_late=False)
def keep_up():
    services.keep_up()


SCHEDULE = {
    "keep the figures up": {
        "task": "indicators.keep_up",
        "schedule": 0.25,
        "options": {"queue": "live", "expires": 1},
    }
}
