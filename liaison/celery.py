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
    """Says every ten seconds that this worker lives, and on which queues: /readyz reads it."""

    requires = {"celery.worker.components:Timer"}

    def start(self, worker):
        self.say(worker)
        self.entry = worker.timer.call_repeatedly(10, self.say, (worker,))

    def stop(self, worker):
        self.entry.cancel()

    def say(self, worker):
        from redis import RedisError

        from liaison.broker import say_alive

        with suppress(RedisError):  # /readyz will tell
            say_alive(worker.hostname, list(worker.app.amqp.queues.consume_from))


app = celery.Celery("liaison", task_cls=Task)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(Heartbeat)


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
