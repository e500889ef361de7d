"""Plans, standards and procedures of aid, who lacks them; and brands."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from jobs.listing import ordered, page_of
from stations.forms.guides import BrandForm, GuideForm, RateForm
from stations.forms.services import EndForm
from stations.models import AidGuide, BrandProject
from stations.queries import guides as queries
from stations.services import guides as services
from stations.views.asking import asked, given
from stations.views.services import editor, looked_at, viewer

VIEW, EDIT = Permission.SERVICE_VIEW, Permission.SERVICE_EDIT
FORM = "stations/service_form.html"
SORTS = {"title": "title", "federation": "federation__path", "starts": "starts_on"}


def seen(request):
    viewer(request)
    rows = AidGuide.objects.for_user(request.user, VIEW)
    return rows.select_related("federation", "station")


@require_safe
@login_required
def guide_list(request):
    rows = seen(request)
    kind = request.GET.get("kind", "")
    if kind in AidGuide.Kind.values:
        rows = rows.filter(kind=kind)
    kinds = [("", "全部"), *AidGuide.Kind.choices]
    context = {
        "page": page_of(ordered(rows, request.GET, SORTS, default="federation"), request.GET),
        "kinds": [
            {"label": label, "url": f"?kind={key}" if key else "?", "active": key == kind}
            for key, label in kinds
        ],
        "may_edit": bool(request.user.federations_granting(EDIT)),
        "may_compare": request.user.may_somewhere(VIEW),
    }
    return render(request, "stations/guide_list.html", context)


@require_safe
@login_required
def guide(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    own = row.federation in request.user.federations_granting(EDIT)
    context = {
        "guide": row,
        "rates": row.rates.select_related("item"),
        "may_edit": row.ended_on is None and own,
    }
    return render(request, "stations/guide_detail.html", context)


Rates = forms.formset_factory(RateForm, extra=6, max_num=40)


@require_http_methods(["GET", "POST"])
@login_required
def guide_new(request):
    editor(request)
    initial = {"starts_on": timezone.localdate()}
    form = GuideForm(given(request), user=request.user, initial=initial)
    rates = Rates(given(request), prefix="rates", form_kwargs={"user": request.user})
    if request.method == "POST" and not rates.is_valid():
        form.add_error(None, "标准明细有误，请核对。")

    def do(told):
        lines = [line for line in (part.rate() for part in rates) if line]
        return services.enter_guide(by=request.user, rates=lines, **told)

    return asked(
        request, form, do, done="已登记。", template="stations/guide_form.html", rates=rates
    )


@require_http_methods(["GET", "POST"])
@login_required
def guide_end(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if row.federation not in request.user.federations_granting(EDIT):
        raise PermissionDenied("只能停止施行本级制定的制度。")
    return asked(
        request,
        EndForm(given(request), initial={"on": timezone.localdate()}),
        lambda told: services.end_guide(by=request.user, guide=row, **told),
        done="已停止施行。",
        title=f"停止施行《{row.title}》",
        submit="停止施行",
        danger=True,
        cancel=row.get_absolute_url(),
    )


@require_safe
@login_required
def guide_gaps(request):
    """AS-42: who has a plan, standards and a procedure of their own; stations without any."""
    place = looked_at(request)
    kind = request.GET.get("kind", "standard")
    kind = kind if kind in AidGuide.Kind.values else "standard"
    lacking = queries.stations_lacking(place, kind).select_related("federation")
    context = {
        "place": place,
        "rows": queries.completeness(place),
        "kind": AidGuide.Kind(kind),
        "kinds": AidGuide.Kind,
        "page": page_of(lacking.order_by("federation__path", "name"), request.GET),
    }
    return render(request, "stations/guide_gaps.html", context)


# Brands


def seen_brands(request):
    viewer(request)
    return BrandProject.objects.for_user(request.user, VIEW).select_related("federation", "item")


@require_safe
@login_required
def brand_list(request):
    rows = seen_brands(request)
    search = request.GET.get("search", "").strip()
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(summary__icontains=search))
    sorts = {"name": "name", "federation": "federation__path", "since": "started_on"}
    context = {
        "page": page_of(ordered(rows, request.GET, sorts, default="federation"), request.GET),
        "search": search,
        "may_edit": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "stations/brand_list.html", context)


@require_safe
@login_required
def brand(request, uid):
    row = get_object_or_404(seen_brands(request), uid=uid)
    context = {"brand": row, "may_edit": row.federation in request.user.federations_granting(EDIT)}
    return render(request, "stations/brand_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def brand_new(request):
    editor(request)
    return enter(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def brand_edit(request, uid):
    row = get_object_or_404(seen_brands(request), uid=uid)
    if row.federation not in request.user.federations_granting(EDIT):
        raise PermissionDenied("只能修改本级的品牌。")
    return enter(request, row)


def enter(request, row):
    form = BrandForm(given(request), instance=row, user=request.user)
    return asked(
        request,
        form,
        lambda told: services.enter_brand(by=request.user, brand=row, **told),
        done="已保存。",
        template=FORM,
        title=f"修改“{row.name}”" if row else "登记品牌",
        submit="保存",
        cancel=row.get_absolute_url() if row else reverse("stations:brands"),
    )
