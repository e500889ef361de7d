"""The library of rules: what purchases go by, in which version, from when to when (BJ-01, 02)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from procurement.forms.measures import EndForm, MeasureForm
from procurement.forms.moves import explain, given
from procurement.listing import ordered, page_of
from procurement.models import Measure, Project
from procurement.rules import rule_sets
from procurement.services import measures as services
from procurement.views.projects import EDIT, VIEW, answer

SORTS = {"title": "title", "starts": "starts_on", "federation": "federation__path"}


def seen(request):
    return Measure.objects.for_user(request.user, VIEW).select_related("federation", "parent")


@require_safe
@login_required
def measure_list(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看购买服务的权限。")
    rows = seen(request).annotate(used=Count("projects"))
    stage = request.GET.get("stage", "")
    if stage in Measure.Stage.values:
        rows = rows.filter(stage=stage)
    stages = [("", "全部"), *Measure.Stage.choices]
    return render(
        request,
        "procurement/measure_list.html",
        {
            "page": page_of(ordered(rows, request.GET, SORTS, default="federation"), request.GET),
            "stages": [
                {
                    "label": label,
                    "url": f"?stage={key}" if key else "?",
                    "active": key == stage,
                }
                for key, label in stages
            ],
            "sets": sorted(rule_sets().values(), key=lambda rules: (rules.code, rules.version)),
            "may_edit": bool(request.user.federations_granting(EDIT)),
        },
    )


@require_safe
@login_required
def measure(request, uid):
    row = get_object_or_404(seen(request).select_related("previous", "next"), uid=uid)
    projects = Project.objects.for_user(request.user, VIEW).filter(measure=row)
    default = rule_sets()["union-2021"].terms
    return render(
        request,
        "procurement/measure_detail.html",
        {
            "row": row,
            "holds": row.holds(),
            "details": seen(request).filter(parent=row).order_by("stage", "-version"),
            "page": page_of(projects.select_related("federation"), request.GET),
            "terms": [(default[key], value) for key, value in row.terms.items()],
            "may_edit": row.ended_on is None and request.user.may(EDIT, row),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def measure_new(request):
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("您没有登记制度的权限。")
    return enter(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def measure_revise(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("只能修订本级制定的制度。")
    return enter(request, row)


def enter(request, previous):
    initial = {"starts_on": timezone.localdate()}
    if previous is not None:
        named = ("federation", "kind", "stage", "parent", "title", "number", "body")
        initial |= {name: getattr(previous, name) for name in named}
    form = MeasureForm(given(request), user=request.user, previous=previous, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enter(by=request.user, previous=previous, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已登记《{made}》。")
            return redirect(made)
    title = f"修订《{previous.title}》" if previous else "登记制度"
    context = {"form": form, "title": title, "submit": "保存"}
    context["lede"] = "新版本施行之日起旧版本停止施行；已开始的项目仍按开始时的版本。"
    context["cancel"] = previous.get_absolute_url() if previous else reverse("procurement:measures")
    return answer(request, "procurement/measure_form.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def measure_end(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("只能停止施行本级制定的制度。")
    form = EndForm(given(request), initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end(by=request.user, measure=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已停止施行。")
            return redirect(row)
    context = {"title": f"停止施行《{row}》", "form": form, "submit": "停止施行"}
    context |= {"cancel": row.get_absolute_url(), "danger": True}
    return answer(request, "_components/confirm.html", context)
