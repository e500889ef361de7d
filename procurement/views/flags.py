from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from procurement.filters.deciding import FlagFilter
from procurement.flags import RULES
from procurement.forms.deciding import NoteForm
from procurement.forms.moves import given
from procurement.listing import ordered, page_of
from procurement.models import Flag
from procurement.services import flags as services
from procurement.views.asking import ask

VIEW = Permission.PURCHASE_VIEW
SORTS = {"changed": "changed_at", "project": "project__title"}


def seen(request):
    rows = Flag.objects.for_user(request.user, VIEW)
    return rows.select_related("project__federation", "call", "noted_by")


@require_safe
@login_required
def listing(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看采购的权限。")
    asked = request.GET.copy()
    asked.setdefault("result", "fail")
    chosen = FlagFilter(asked, seen(request), request=request)
    page = page_of(ordered(chosen.qs, request.GET, SORTS, default="-changed"), request.GET)
    for flag in page:
        flag.rule = RULES.get(flag.key)
    return render(request, "procurement/flag_list.html", {"filter": chosen, "page": page})


@require_http_methods(["GET", "POST"])
@login_required
def note(request, pk):
    flag = get_object_or_404(seen(request), pk=pk)
    rule = RULES.get(flag.key)
    return ask(
        request,
        NoteForm(given(request), initial={"note": flag.note}),
        lambda fields: services.note(by=request.user, flag=flag, text=fields["note"]),
        done="已说明。",
        back=reverse("procurement:flags"),
        title=f"说明：{rule.label if rule else flag.key}",
        text=f"{flag.project}：{flag.reason or flag.missing}",
        submit="保存",
    )
