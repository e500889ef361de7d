"""Celery: two queues, `live` for what people wait for on open pages, `work` for the rest.

Tasks carry ids only, in JSON. An app asks for periodic work with a SCHEDULE in its tasks.py:
SCHEDULE = {"seal the trail": {"task": "governance.seal", "schedule": 60.0}}
"""

import os
from contextlib import suppress

import celery
from celery import bootsteps, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")


class Task(celery.Task):
    """Carries the request id from whoever asked into the logs of whoever works."""

    def apply_async(self, args=None, kwargs=None, **options):
        from liaison.logging import request_id

        headers = {"request_id": request_id(), **(options.pop("headers", None) or {})}
        return super().apply_async(args, kwargs, headers=headers, **options)

    def __call__(self, *args, **kwargs):
        from structlog.contextvars import bound_contextvars

        carried = (self.request.headers or {}).get("request_id") if self.request else None
        with bound_contextvars(request_id=carried, task=self.name):
            return super().__call__(*args, **kwargs)


class Heartbeat(bootsteps.StartStopStep):
    """Says every ten seconds that this worker takes tasks, and from which queues: /readyz reads
    it. Begins when the first task could be taken, and ends at once when no further one will be."""

    requires = {"celery.worker.consumer.tasks:Tasks"}

    def start(self, consumer):
        self.say(consumer)
        self.entry = consumer.timer.call_repeatedly(10, self.say, (consumer,))

    def stop(self, consumer):
        from redis import RedisError

        from liaison.broker import fall_silent

        self.entry.cancel()
        with suppress(RedisError):
            fall_silent(consumer.hostname)

    def say(self, consumer):
        from redis import RedisError

        from liaison.broker import say_alive

        with suppress(RedisError):  # /readyz will tell
            say_alive(consumer.hostname, list(consumer.app.amqp.queues.consume_from))


app = celery.Celery("liaison", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["consumer"].add(Heartbeat)


@signals.setup_logging.connect
def keep_our_logging(**_):
    """With a receiver here Celery leaves logging to settings.LOGGING."""


@app.on_after_finalize.connect
def collect_schedules(sender, **_):
    from importlib import import_module

    from django.apps import apps

    for config in apps.get_app_configs():
        try:
            tasks = import_module(f"{config.name}.tasks")
        except ModuleNotFoundError:
            continue
        sender.conf.beat_schedule.update(getattr(tasks, "SCHEDULE", {}))
