from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from procurement.filters.deciding import ObjectionFilter
from procurement.forms.deciding import FindingForm
from procurement.forms.moves import given
from procurement.listing import ordered, page_of
from procurement.models import Objection
from procurement.services import objections as services
from procurement.views.asking import ask
from procurement.workflows.objections import OBJECTION

VIEW = Permission.PURCHASE_VIEW
SORTS = {"due": "due_on", "raised": "raised_at", "status": "status"}


def seen(request):
    rows = Objection.objects.for_user(request.user, VIEW)
    return rows.select_related("call__project__federation", "organization", "answers_at")


@require_safe
@login_required
def listing(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看采购的权限。")
    chosen = ObjectionFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="-raised")
    context = {"filter": chosen, "page": page_of(rows, request.GET)}
    return render(request, "procurement/objection_list.html", context)


def may_answer(user, row):
    """Who buys answers; a complaint is ruled on by a leader of the union it went to."""
    verb = "rule" if row.kind == Objection.Kind.COMPLAINT else "answer"
    heads = user.federations_granting(OBJECTION.moves[verb].permission)
    return row.status == Objection.Status.OPEN and row.answers_at in heads


@require_safe
@never_cache
@login_required
def one(request, uid):
    row = get_object_or_404(seen(request).select_related("follows", "answered_by"), uid=uid)
    context = {"row": row, "may_answer": may_answer(request.user, row)}
    return render(request, "procurement/objection_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def answer(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not may_answer(request.user, row) and row.status == Objection.Status.OPEN:
        raise PermissionDenied(f"由{row.answers_at}答复。")
    return ask(
        request,
        FindingForm(given(request), initial={"effect": "none"}),
        lambda fields: services.answer(by=request.user, objection=row, **fields),
        done="已答复。",
        back=row,
        title=f"答复{row.get_kind_display()}",
        text=f"{row.author}：{row.text}",
        submit="答复",
    )
