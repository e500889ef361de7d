"""By what the shortest list is ordered: the weights in force, read only."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from membership.priorities import in_words, rules
from unions.models import Federation

VIEW = Permission.DASHBOARD_VIEW


@require_safe
@login_required
def weights(request):
    """As they apply at one federation, the person's highest by default, on one day."""
    heads = request.user.federations_granting(VIEW)
    if not heads:
        raise PermissionDenied("您没有查看专项行动进展的权限。")
    reach = Federation.objects.for_user(request.user, VIEW)
    first = min(heads, key=lambda head: (head.level, head.code))
    code = request.GET.get("federation", first.code)
    federation = get_object_or_404(reach, code=code)
    try:
        on = parse_date(request.GET.get("on", ""))
    except ValueError:
        on = None
    on = on or timezone.localdate()
    return render(
        request,
        "membership/priorities.html",
        {
            "federation": federation,
            "on": on,
            "set": rules(federation, on),
            "rows": in_words(federation, on),
        },
    )
