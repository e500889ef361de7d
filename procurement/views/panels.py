"""Forming a panel and leading its review: the house's side."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from procurement.forms import panels as forms
from procurement.forms.moves import ReasonForm, explain, given
from procurement.models import Call, Conflict, Draw, Expert, Panel, PanelSeat
from procurement.models.panels import OUT
from procurement.queries import integrity
from procurement.queries.reviews import obstacles, progress
from procurement.services import draws, panels, reviews

EDIT, VIEW = Permission.PURCHASE_EDIT, Permission.PURCHASE_VIEW


def call_of(request, uid, permission=VIEW):
    rows = Call.objects.for_user(request.user, permission).select_related("project__federation")
    return get_object_or_404(rows, uid=uid)


def panel_of(request, uid):
    """The panel of a call of one's own house."""
    rows = Panel.objects.for_user(request.user, EDIT).select_related("call__project__federation")
    return get_object_or_404(rows, call__uid=uid)


def draw_of(request, uid):
    rows = Draw.objects.for_user(request.user, EDIT)
    return get_object_or_404(rows.select_related("panel__call__project__federation"), uid=uid)


def seat_of(request, pk):
    rows = PanelSeat.objects.for_user(request.user, EDIT)
    return get_object_or_404(rows.select_related("panel__call", "expert__user"), pk=pk)


@require_safe
@login_required
def panel(request, uid):
    """How far the panel of a call is; who sits on it, for those who may know."""
    call = call_of(request, uid)
    row = Panel.objects.for_user(request.user, VIEW).filter(call=call).first()
    runs = request.user.may(EDIT, call)
    permission = EDIT if runs else VIEW
    seats = PanelSeat.objects.for_user(request.user, permission).filter(panel__call=call)
    found = {
        "call": call,
        "row": row,
        "runs": runs,
        "seats": seats.select_related("expert", "declaration").order_by("ended_at", "drawn_at"),
        "draws": Draw.objects.for_user(request.user, permission).filter(panel__call=call),
        "may_seal": runs and call.status in draws.BEFORE,
    }
    if row and runs and row.status in (Panel.Status.SCORING, Panel.Status.EXPLAINING):
        found["progress"] = progress(row)
        found["reasons"] = obstacles(call) if row.status == Panel.Status.EXPLAINING else []
    found["out"] = call.status in OUT
    found["told"] = bool(row) and integrity.may_read(request.user, row)
    return render(request, "procurement/panel_detail.html", found)


def asked(request, form, act, *, title, submit, back, done, danger=False, **context):
    """Show a small form; when it comes back filled in, do the act."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, done)
            return redirect(back)
    context |= {"title": title, "form": form, "submit": submit, "cancel": back, "danger": danger}
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def seal(request, uid):
    call = call_of(request, uid, EDIT)
    pool = draws.pool_for(call).select_related("federation").order_by("kind", "employer", "pk")
    pool = (
        Expert.objects.for_user(request.user, Permission.EXPERT_MANAGE)
        .filter(pk__in=pool.values("pk"))
        .order_by("kind", "employer", "pk")
    )
    initial = {"size": max(call.project.rules.get("panel_min", 5), 1)}
    form = forms.SealForm(given(request), pool=pool, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = draws.seal_pool(by=request.user, call=call, **form.wishes)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已封存名单和种子，摘要即时公开。")
            return redirect(made)
    context = {"call": call, "form": form, "back": f"/procurement/calls/{call.uid}/panel/"}
    status = 422 if form.errors else 200
    return render(request, "procurement/panel_seal.html", context, status=status)


@require_safe
@login_required
def draw(request, uid):
    row = draw_of(request, uid)
    findings = Conflict.objects.for_user(request.user, EDIT).filter(draw=row)
    context = {
        "row": row,
        "call": row.panel.call,
        "findings": findings.select_related("expert", "organization", "overruled_by"),
        "form": forms.DrawForm(),
        "kinds": dict(Expert.Kind.choices),
        "record": draws.record_of(row),
        "open": not row.drawn_at and not row.void_reason,
        "opened": row.panel.call.status == Call.Status.OPENED,
    }
    return render(request, "procurement/draw_detail.html", context)


@require_POST
@login_required
def draw_screen(request, uid):
    row = draw_of(request, uid)
    try:
        barred = draws.screen_pool(by=request.user, draw=row)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, f"筛查完成：{len(barred)} 人须回避。")
    return redirect(row)


@require_POST
@login_required
def draw_now(request, uid):
    row = draw_of(request, uid)
    form = forms.DrawForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError("请填写公开数。")
        draws.draw_panel(by=request.user, draw=row, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
        return redirect(row)
    messages.success(request, "已抽取，专家已收到通知。")
    return redirect(row.panel)


@require_http_methods(["GET", "POST"])
@login_required
def draw_void(request, uid):
    row = draw_of(request, uid)
    return asked(
        request,
        ReasonForm(given(request)),
        lambda form: draws.void_draw(by=request.user, draw=row, **form.cleaned_data),
        title="作废这次封存",
        submit="作废",
        back=row.get_absolute_url(),
        done="已作废。",
        danger=True,
    )


@require_http_methods(["GET", "POST"])
@login_required
def overrule(request, uid, pk):
    row = draw_of(request, uid)
    findings = Conflict.objects.for_user(request.user, EDIT)
    finding = get_object_or_404(findings.select_related("draw"), draw=row, pk=pk)
    return asked(
        request,
        ReasonForm(given(request)),
        lambda form: draws.overrule(by=request.user, conflict=finding, **form.cleaned_data),
        title=f"排除筛查结果：{finding.get_ground_display()}",
        submit="排除",
        back=row.get_absolute_url(),
        done="已排除，理由记入抽取记录。",
    )


@require_http_methods(["GET", "POST"])
@login_required
def begin(request, uid):
    row = panel_of(request, uid)
    return asked(
        request,
        forms.BeginForm(given(request)),
        lambda form: panels.begin(by=request.user, panel=row, **form.cleaned_data),
        title="开始评审",
        submit="开始评审",
        back=row.get_absolute_url(),
        done="评审已开始。",
    )


@require_http_methods(["GET", "POST"])
@login_required
def extend(request, uid):
    row = panel_of(request, uid)
    return asked(
        request,
        forms.ExtendForm(given(request), initial={"closes_at": row.closes_at}),
        lambda form: panels.extend(by=request.user, panel=row, **form.cleaned_data),
        title="延长评审时间",
        submit="延长",
        back=row.get_absolute_url(),
        done="已延长。",
    )


@require_http_methods(["GET", "POST"])
@login_required
def rescore(request, uid):
    row = panel_of(request, uid)
    return asked(
        request,
        ReasonForm(given(request)),
        lambda form: reviews.rescore(by=request.user, panel=row, **form.cleaned_data),
        title="重新评审变更的申报",
        submit="重新评审",
        back=row.get_absolute_url(),
        done="已发给专家重新评审。",
    )


@require_http_methods(["GET", "POST"])
@login_required
def close(request, uid):
    row = panel_of(request, uid)
    return asked(
        request,
        forms.CloseForm(given(request)),
        lambda form: reviews.close(by=request.user, panel=row, **form.cleaned_data),
        title="结束评审",
        submit="结束评审",
        back=row.get_absolute_url(),
        done="评审已结束，可以提交会议审定。",
    )


@require_http_methods(["GET", "POST"])
@login_required
def excuse(request, pk):
    seat = seat_of(request, pk)
    return asked(
        request,
        forms.ExcuseForm(given(request)),
        lambda form: panels.excuse(by=request.user, seat=seat, **form.cleaned_data),
        title="专家退出评审组",
        submit="退出并递补",
        back=seat.panel.get_absolute_url(),
        done="已退出，按抽取顺序递补。",
        danger=True,
    )


@require_POST
@login_required
def chair(request, pk):
    seat = seat_of(request, pk)
    try:
        panels.name_chair(by=request.user, seat=seat)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已确定组长。")
    return redirect(seat.panel)


@require_safe
@login_required
def scores(request, uid):
    """The ranking and what it hangs on: for the house and for the panel's chair, once all sheets
    are handed in; for those who read along, when the result is out."""
    call = get_object_or_404(integrity.calls_for(request.user), uid=uid)
    context = {
        "call": call,
        "lots": integrity.lab(call),
        "rule": integrity.rule_of(call),
        "looks_on": request.user.may(VIEW, call),
    }
    return render(request, "procurement/scores.html", context)
