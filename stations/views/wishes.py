"""What workers wish for beside what unions offer."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from stations.models import ServiceRound
from stations.wishes import nearest, rounds_of, surveys_with_wishes, wishes
from surveys.models import Survey

MOST = 50


def chosen(user, query):
    """``(survey, round, surveys, rounds)`` as the address asks for them, within scope."""
    surveys = Survey.objects.for_user(user, Permission.SURVEY_VIEW).select_related("federation")
    surveys = list(surveys_with_wishes(surveys)[:MOST])
    rounds = ServiceRound.objects.for_user(user, Permission.SERVICE_VIEW)
    rounds = list(rounds_of(rounds.select_related("federation"))[:MOST])
    survey = named(surveys, query.get("survey")) or next(iter(surveys), None)
    round = named(rounds, query.get("round")) or (nearest(survey, rounds) if survey else None)
    return survey, round, surveys, rounds


def named(rows, uid):
    return next((row for row in rows if str(row.uid) == uid), None)


@require_safe
@never_cache
@login_required
def listing(request):
    if not request.user.may_somewhere(Permission.SERVICE_VIEW):
        raise PermissionDenied("您没有查看服务情况的权限。")
    survey, round, surveys, rounds = chosen(request.user, request.GET)
    context = {
        "survey": survey,
        "round": round,
        "surveys": surveys,
        "rounds": rounds,
        "rows": wishes(survey, round) if survey else [],
    }
    return render(request, "stations/wish_list.html", context)
