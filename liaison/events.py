"""Live pages: who may hear what."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache


@login_required
@never_cache
def grant(request):
    """The paths whose changes this person may hear of, asked by the stream with their cookies."""
    from accounts.roles import Permission

    heads = request.user.federations_granting(Permission.DASHBOARD_VIEW)
    paths = sorted({head.path for head in heads})
    return JsonResponse({"session": request.session.session_key, "paths": paths})
