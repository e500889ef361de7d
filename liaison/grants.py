"""Who may hear what on live pages: asked by liaison.events with the cookies of the listener."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

from accounts.roles import Permission


@login_required
@never_cache
def events_grant(request):
    heads = request.user.federations_granting(Permission.DASHBOARD_VIEW)
    paths = sorted({head.path for head in heads})
    return JsonResponse({"session": request.session.public_name, "paths": paths})
