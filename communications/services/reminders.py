"""Changes of the register that officers are told of when they come up.

Nothing calls this from below: it looks down, several times a day, and says each thing once.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import Appointment
from accounts.roles import GRANTS, Permission
from communications.models import Notification
from communications.services.messages import notify
from orgs import checks
from orgs.models import Finding

RECENT_DAYS = 3
EDITORS = [role for role, permissions in GRANTS.items() if Permission.ORG_EDIT in permissions]


@transaction.atomic
def tell_of_findings(*, today=None):
    """One sentence for each check and federation to everybody who answers there for the register.
    Gives how many were told."""
    since = (today or timezone.localdate()) - timedelta(RECENT_DAYS)
    keys = [check.key for check in checks.every() if check.remind]
    rows = Finding.objects.open().filter(check_key__in=keys, opened_on__gt=since)
    rows = rows.values("check_key", "federation", "federation__code", "opened_on")
    rows = list(rows.annotate(count=Count("pk")).order_by("check_key", "federation", "opened_on"))
    officers = {}
    places = {row["federation"] for row in rows}
    offices = Appointment.objects.current().filter(federation__in=places, role__in=EDITORS)
    for office in offices.filter(user__is_active=True).select_related("user"):
        officers.setdefault(office.federation_id, {})[office.user_id] = office.user
    told = 0
    for row in rows:
        for user in officers.get(row["federation"], {}).values():
            told += _tell_once(user, row)
    return told


def _tell_once(user, row):
    day = f"{row['opened_on']:%m月%d日}"
    url = f"/organizations/checks/{row['check_key']}/?federation={row['federation__code']}"
    if Notification.objects.filter(user=user, url=url, text__contains=day).exists():
        return False
    title = checks.title(row["check_key"])
    notify(user=user, text=f"{title}：{day}新发现 {row['count']:,} 家", url=url)
    return True
