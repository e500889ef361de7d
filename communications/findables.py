"""What of the post the search box finds."""

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from accounts.searching import Findable, Hit
from communications.models import Notice


def notices(user, words, most):
    rows = Notice.objects.for_user(user, Permission.NOTICE_VIEW).filter(title__contains=words)
    rows = rows.select_related("federation").order_by("-published_at", "-pk")
    return [
        Hit(
            notice.title,
            reverse("communications:notice", args=[notice.pk]),
            f"{notice.federation.short_name} · {timezone.localdate(notice.published_at)}",
        )
        for notice in rows[:most]
    ]


ENTRIES = (Findable(key="notices", label="通知", find=notices, order=50),)
