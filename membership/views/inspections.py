"""Looking at unions that may be paper: what to look at, who was asked, what was found."""

from datetime import timedelta
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.sheets import Column, dated, write_table
from membership.effective.rules import rules_at
from membership.forms.inspections import AskForm, CloseForm, InspectionFilterForm
from membership.models import UnionInspection, UnionStanding
from membership.services.inspections import ask_inspection, close_inspection, officers_for
from membership.union_list import by_words
from membership.views.foundings import explain
from membership.views.unions import MOST_EXPORTED, seen, size_of
from orgs.services.export import note_export

TABS = (("advised", "建议核查"), ("open", "核查中"), ("closed", "已核查"))
MOST_ASKED = 100
COLUMNS = [
    Column(label="基层工会", width=40),
    Column(label="上级工会", width=22),
    Column(label="分值", kind="whole"),
    Column(label="核查线索", width=60),
    Column(label="核查人", width=16),
    Column(label="期限", kind="date"),
    Column(label="核查结果", width=20),
    Column(label="核查情况", width=50),
    Column(label="完成日期", kind="date"),
]


def advised(request):
    """Unions with enough that speaks for a look, at which nobody looked lately."""
    rules = rules_at()
    today = timezone.localdate()
    lately = UnionInspection.objects.for_user(request.user, Permission.FOUNDING_VIEW).filter(
        union=OuterRef("union"), opened_on__gt=today - timedelta(rules.inspect_again)
    )
    rows = UnionStanding.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    rows = rows.filter(suspicion__gte=rules.inspect_from, union__dissolved_on=None)
    return rows.filter(~Exists(lately)).select_related("union__federation")


def within(request):
    rows = UnionInspection.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    return rows.select_related("union__federation", "assignee")


def chosen(request, tab, form):
    """The rows of a tab, as the conditions leave them."""
    form.is_valid()
    given = form.cleaned_data
    if tab == "advised":
        rows = advised(request).order_by("-suspicion", "pk")
    else:
        rows = within(request).filter(closed_on__isnull=tab == "open")
        order = ("due_on", "pk") if tab == "open" else ("-closed_on", "-pk")
        rows = rows.order_by(*order)
        if given.get("mine"):
            rows = rows.filter(assignee=request.user)
        if given.get("outcome"):
            rows = rows.filter(outcome=given["outcome"])
    if given.get("search"):
        unions = by_words(seen(request), given["search"])
        rows = rows.filter(union__in=unions.order_by().values("pk"))
    return rows


def tab_of(request):
    tab = request.GET.get("tab", "")
    if tab in dict(TABS):
        return tab
    return "open" if request.GET.get("mine") else "advised"


@require_safe
@never_cache
@login_required
def inspections(request):
    """What is advised to be looked at, what is being looked at, and what was found."""
    if not request.user.may_somewhere(Permission.FOUNDING_VIEW):
        raise PermissionDenied("您没有查看工会运行核查的权限。")
    tab = tab_of(request)
    form = InspectionFilterForm(request.GET)
    page = Paginator(chosen(request, tab, form), size_of(request)).get_page(request.GET.get("page"))
    counts = {
        "advised": advised(request).count(),
        "open": within(request).open().count(),
        "closed": within(request).exclude(closed_on=None).count(),
    }
    may_edit = request.user.may_somewhere(Permission.FOUNDING_EDIT)
    ask = AskForm(officers=officers_for(request.user), user=request.user) if may_edit else None
    return render(
        request,
        "membership/inspection_list.html",
        {
            "filter": form,
            "tab": tab,
            "page": page,
            "tabs": [
                {"label": label, "url": f"?tab={key}", "active": tab == key, "count": counts[key]}
                for key, label in TABS
            ],
            "ask": ask if tab == "advised" else None,
            "rules": rules_at(),
            "query": request.GET.urlencode(),
            "may_export": request.user.may_somewhere(Permission.ORG_EXPORT),
        },
    )


@require_POST
@login_required
def inspections_export(request):
    if not request.user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出的权限。")
    tab = tab_of(request)
    rows = chosen(request, tab, InspectionFilterForm(request.GET))[:MOST_EXPORTED]
    file = BytesIO()
    count = write_table(file, COLUMNS, map(_cells, rows), sheet="运行核查")
    file.seek(0)
    note_export(by=request.user, count=count, what="工会运行核查名单")
    return FileResponse(file, as_attachment=True, filename=dated("工会运行核查"))


def _cells(row):
    looked = isinstance(row, UnionInspection)
    return [
        row.union.name,
        row.union.federation.short_name,
        row.suspicion,
        "；".join(signal["reason"] for signal in row.signals),
        row.assignee.name if looked else "",
        row.due_on if looked else None,
        row.get_outcome_display() if looked else "",
        row.finding if looked else "",
        row.closed_on if looked else None,
    ]


@require_POST
@login_required
def inspections_ask(request):
    """Those ticked go to one officer; what cannot be asked for is told, the rest is done."""
    if not request.user.may_somewhere(Permission.FOUNDING_EDIT):
        raise PermissionDenied("您没有安排核查的权限。")
    form = AskForm(request.POST, officers=officers_for(request.user), user=request.user)
    keys = [key for key in request.POST.getlist("ids") if key.isdecimal()][:MOST_ASKED]
    unions = list(seen(request).filter(pk__in=keys, dissolved_on=None).order_by("pk"))
    if not unions:
        messages.warning(request, "请先勾选要核查的工会。")
        return redirect("membership:inspections")
    if not form.is_valid():
        messages.error(request, "请选择核查人和完成期限。")
        return redirect("membership:inspections")
    done, refused = 0, []
    for union in unions:
        try:
            ask_inspection(by=request.user, union=union, **form.cleaned_data)
        except (ValidationError, PermissionDenied) as refusal:
            words = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            refused.append(f"{union.name}：{'；'.join(words)}")
        else:
            done += 1
    if done:
        messages.success(request, f"已安排核查 {done} 家。")
    for words in refused[:5]:
        messages.warning(request, words)
    return redirect("/unions/inspections/?tab=open" if done else "membership:inspections")


@require_http_methods(["GET", "POST"])
@login_required
def inspection(request, uid):
    """Why this union, and what the officer found there."""
    row = get_object_or_404(within(request), uid=uid)
    may_close = row.closed_on is None and (
        row.assignee == request.user
        or request.user.may_at(Permission.FOUNDING_EDIT, row.union.federation)
    )
    form = CloseForm(request.POST or None) if may_close else None
    status = 200
    if request.method == "POST":
        if form is None:
            raise PermissionDenied("这次核查已经完成，或不由您办理。")
        if form.is_valid():
            try:
                close_inspection(by=request.user, inspection=row, **form.cleaned_data)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, "已记录核查结果。")
                return redirect("membership:inspection", row.uid)
        status = 422
    context = {"row": row, "form": form}
    return render(request, "membership/inspection.html", context, status=status)
