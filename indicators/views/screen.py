"""The wall screen: the same sheet at night, read from across the room."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from indicators.maps import map_data
from indicators.viewpoint import viewpoint
from indicators.views.dashboard import read

SHOWN = ("C1a", "C1b", "C2", "C3", "R1")
RANKED = 11


@require_safe
@never_cache
@login_required
def screen(request):
    look = viewpoint(request.user, request.GET)
    page = read(look)
    page["map"] = map_data(page, lambda code: reverse("indicators:screen") + look.link(code))
    page["figures"] = [f for f in page["figures"] if f["code"] in SHOWN]
    page["ranking"] = page["ranking"][:RANKED]
    return render(request, "indicators/screen.html", page)
