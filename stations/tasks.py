from celery import shared_task
from celery.schedules import crontab

from accounts.roles import Permission
from jobs.registry import kind
from stations.models import ReliefSheet, StationSheet
from stations.services import matching, relief_sheets, sheets

SCHEDULE = {
    "compare lists of relief with files of households": {
        "task": "stations.compare_relief",
        "schedule": crontab(hour=2, minute=40),
        "options": {"queue": "work", "expires": 12 * 3600},
    },
}


def station_sheet_of(run):
    rows = StationSheet.objects.for_user(run.user, Permission.STATION_EDIT)
    return rows.get(pk=run.arguments["sheet"])


@kind("stations.read_sheet", permission=Permission.STATION_EDIT)
def read_sheet(run):
    return sheets.read_sheet(sheet=station_sheet_of(run), progress=run.progress)


@kind("stations.apply_sheet", permission=Permission.STATION_EDIT)
def apply_sheet(run):
    return sheets.apply_sheet(by=run.user, sheet=station_sheet_of(run), progress=run.progress)


@kind("stations.revert_sheet", permission=Permission.STATION_EDIT)
def revert_sheet(run):
    return sheets.revert_sheet(by=run.user, sheet=station_sheet_of(run), progress=run.progress)


def sheet_of(run):
    rows = ReliefSheet.objects.for_user(run.user, Permission.RELIEF_CHECK)
    return rows.get(pk=run.arguments["sheet"])


@kind("stations.read_relief", permission=Permission.RELIEF_CHECK)
def read_relief(run):
    return relief_sheets.read_sheet(sheet=sheet_of(run), progress=run.progress)


@kind("stations.match_relief", permission=Permission.RELIEF_CHECK)
def match_relief(run):
    return matching.compare(by=run.user, federation=sheet_of(run).federation)


@shared_task(name="stations.compare_relief", ignore_result=True)
def compare_relief():
    """Every night: payments and files have changed since the lists came."""
    matching.compare()
