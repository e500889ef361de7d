from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.sheets import Column
from privacy.masks import mask
from procurement.filters.experts import ExpertFilter
from procurement.forms.experts import ExpertForm, PostForm
from procurement.forms.moves import ReasonForm, explain, given
from procurement.listing import MOST, ordered, page_of, taken_out
from procurement.models import Expert
from procurement.services import experts as services
from procurement.workflows.panels import STANDING

MANAGE = Permission.EXPERT_MANAGE
SORTS = {
    "kind": "kind",
    "employer": "employer",
    "since": "starts_on",
    "until": "ends_on",
    "standing": "standing",
}
COLUMNS = [
    Column(label="姓名"),
    Column(label="类别"),
    Column(label="专业领域", width=30),
    Column(label="工作单位", width=36),
    Column(label="职称职务", width=20),
    Column(label="建库工会", width=24),
    Column(label="聘期开始", kind="date"),
    Column(label="聘期结束", kind="date"),
    Column(label="状态"),
    Column(label="有账号"),
]


def seen(request):
    rows = Expert.objects.for_user(request.user, MANAGE)
    return rows.select_related("federation", "user", "organization")


@require_safe
@login_required
def expert_list(request):
    if not request.user.may_somewhere(MANAGE):
        raise PermissionDenied("您没有查看专家库的权限。")
    chosen = ExpertFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="kind")
    context = {
        "filter": chosen,
        "page": page_of(rows, request.GET),
        "may_add": request.user.may_somewhere(MANAGE),
    }
    return render(request, "procurement/expert_list.html", context)


@require_POST
@login_required
def expert_export(request):
    if not request.user.may_somewhere(MANAGE):
        raise PermissionDenied("您没有维护专家库的权限。")
    chosen = ExpertFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="kind")
    return taken_out(COLUMNS, map(line, rows[:MOST]), title="评审专家库", by=request.user)


def line(row):
    """What leaves the house does without names, as lists do without telephones."""
    return (
        mask("name", row.person_name),
        row.get_kind_display(),
        row.fields_in_words,
        row.employer,
        row.title,
        row.federation.short_name,
        row.starts_on,
        row.ends_on,
        row.get_standing_display(),
        "是" if row.user_id else "否",
    )


@require_safe
@login_required
def expert(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    context = {
        "row": row,
        "posts": row.posts.select_related("organization"),
        "moves": STANDING.available(row, request.user),
        "form": PostForm(),
        "panels": row.seats.filter(panel__call__status__in=["proposed", "awarded"]).count(),
    }
    return render(request, "procurement/expert_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def expert_new(request):
    if not request.user.may_somewhere(MANAGE):
        raise PermissionDenied("您没有维护专家库的权限。")
    return edit(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def expert_edit(request, uid):
    return edit(request, get_object_or_404(seen(request), uid=uid))


def edit(request, row):
    form = ExpertForm(given(request), instance=row, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            if row:
                made = services.revise_expert(by=request.user, expert=row, **form.cleaned_data)
            else:
                made = services.add_expert(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(made)
    cancel = row.get_absolute_url() if row else reverse("procurement:experts")
    context = {"form": form, "row": row, "cancel": cancel}
    status = 422 if form.errors else 200
    return render(request, "procurement/expert_form.html", context, status=status)


@require_POST
@login_required
def post_add(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    form = PostForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError("请填写单位和起止日期。")
        services.add_post(by=request.user, expert=row, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已登记。")
    return redirect(row)


@require_POST
@login_required
def post_drop(request, uid, pk):
    row = get_object_or_404(seen(request), uid=uid)
    services.drop_post(by=request.user, post=get_object_or_404(row.posts, pk=pk))
    messages.success(request, "已删除。")
    return redirect(row)


@require_http_methods(["GET", "POST"])
@login_required
def expert_move(request, uid, verb):
    row = get_object_or_404(seen(request), uid=uid)
    move = STANDING.moves.get(verb)
    if move is None:
        raise Http404
    form = ReasonForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.move_expert(by=request.user, expert=row, verb=verb, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已{move.label}。")
            return redirect(row)
    context = {
        "title": f"{move.label}评审专家",
        "form": form,
        "submit": move.label,
        "cancel": row.get_absolute_url(),
        "danger": verb == "remove",
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)
