from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from orgs.filters import SEARCH
from orgs.forms.choosing import offered_as
from orgs.models import Organization
from orgs.selection import found

MOST = 10


@require_safe
@never_cache
@login_required
def offered(request):
    """What a field that asks for an organization offers below it, while one types."""
    if not request.user.may_somewhere(Permission.ORG_VIEW):
        raise PermissionDenied("您没有查看社会组织名册的权限。")
    said = request.GET.get("organization", "").strip()
    rows = Organization.objects.for_user(request.user, Permission.ORG_VIEW)
    query = QueryDict(mutable=True)
    query[SEARCH] = said
    rows = found(rows, request.user, query) if len(said) > 1 else rows.none()
    values = [offered_as(row) for row in rows.order_by("name", "pk")[:MOST]]
    return render(request, "orgs/_offered.html", {"values": values})
