"""What the clock asks of the figures. Missing a beat loses nothing: the marks stay."""

from celery import shared_task
from celery.schedules import crontab
from django.http import QueryDict
from django.utils import timezone

from accounts.roles import Permission
from indicators import exports, services
from indicators.behind import behind, chosen, ordered
from indicators.bulletins.services import draft_due
from jobs.registry import kind


@shared_task(name="indicators.keep_up", queue="live", acks_late=False)
def keep_up():
    services.keep_up()


@shared_task(name="indicators.draft_bulletins", ignore_result=True)
def draft_bulletins():
    return draft_due(timezone.localdate())


SCHEDULE = {
    "keep the figures up": {
        "task": "indicators.keep_up",
        "schedule": 0.25,
        "options": {"queue": "live", "expires": 1},
    },
    "draft last month's bulletins": {  # every morning: it waits for a working day by itself
        "task": "indicators.draft_bulletins",
        "schedule": crontab(hour=6, minute=40),
        "options": {"queue": "work", "expires": 12 * 3600},
    },
}


@kind("indicators.records", permission=Permission.ORG_EXPORT)
def export_records(run):
    query = QueryDict(run.arguments["query"])
    found = behind(run.user, query)
    rows = ordered(query, chosen(run.user, query, found)[2])
    with run.result_file(exports.dated(found.title)) as file:
        number = exports.write(file, rows, found.day, title=found.title)
    services.note_export(by=run.user, found=found, rows=number)
    return {"rows": number}
