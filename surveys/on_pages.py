"""What of surveys waits for an officer, and what the box at the top finds."""

from django.urls import reverse

from accounts.roles import Permission
from accounts.searching import Findable, Hit
from communications.inbox import Tasks
from surveys.models import Survey, Version

VIEW, RELEASE = Permission.SURVEY_VIEW, Permission.SURVEY_RELEASE


def to_publish(user):
    """Drafts of the person's own house that have questions: somebody is to let them out."""
    drafts = Version.objects.filter(published_at=None, questions__isnull=False)
    rows = Survey.objects.for_user(user, RELEASE).filter(pk__in=drafts.values("survey"))
    heads = [head.pk for head in user.federations_granting(RELEASE)]
    return rows.filter(federation__in=heads).select_related("federation", "by").order_by("pk")


TASKS = (
    Tasks(
        key="surveys_to_publish",
        label="待发布的问卷",
        rows=to_publish,
        template="surveys/_task_publish.html",
        permission=RELEASE,
        unit="份",
        more=lambda user: reverse("surveys:surveys") + "?status=draft",
        order=70,
    ),
)


def found_surveys(user, words, most):
    rows = Survey.objects.for_user(user, VIEW).filter(title__icontains=words)
    rows = rows.select_related("federation").order_by("-year", "-pk")[:most]
    return [
        Hit(s.title, s.get_absolute_url(), f"{s.federation.short_name} {s.year} 年") for s in rows
    ]


FINDABLES = (
    Findable(
        key="surveys",
        label="问卷",
        find=found_surveys,
        permissions=(VIEW,),
        more=lambda user, words: f"{reverse('surveys:surveys')}?search={words}",
        order=65,
    ),
)
