"""The line of command for those who keep it: which federations there are, and what changes."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance import territory
from governance.forms import (
    EndForm,
    FoundForm,
    RenameForm,
    RenameRegionForm,
    SuperiorForm,
    ZoneForm,
)
from governance.queries import corrections_about, events_about, moving, superiors
from governance.territory import MANAGE
from unions.filters import FederationFilter
from unions.models import Federation
from unions.paging import page_size

SUGGESTED = 60


def for_keepers(view):
    @wraps(view)
    @login_required
    def guarded(request, *args, **kwargs):
        if not request.user.may_somewhere(MANAGE):
            raise PermissionDenied("维护工会组织由系统管理员办理，您没有这项权限。")
        return view(request, *args, **kwargs)

    return guarded


def kept(request):
    return Federation.objects.for_user(request.user, MANAGE)


def one_or_404(request, code):
    return get_object_or_404(
        kept(request).select_related("parent", "region", "province", "city", "county"), code=code
    )


@require_safe
@for_keepers
def listing(request):
    """Searching looks everywhere below; without words one walks from superior to subordinate."""
    chosen = FederationFilter(
        request.GET, queryset=kept(request).select_related("parent", "region")
    )
    asked = ("search", "level", "kind", "on", "ended", "parent")
    searching = any(request.GET.get(name) for name in asked)
    shaped(chosen.form)
    rows = chosen.qs
    heads = request.user.federations_granting(MANAGE)
    if not searching:
        here = Q(parent__in=heads) | Q(pk__in=[head.pk for head in heads])
        rows = rows.filter(here)
    above = None
    if request.GET.get("parent"):
        above = kept(request).filter(code=request.GET["parent"]).first()
    today = timezone.localdate()
    living = Q(children__valid_to=None) | Q(children__valid_to__gt=today)
    rows = rows.annotate(below=Count("children", filter=living)).order_by("level", "code")
    page = Paginator(rows, page_size(request.GET, 50)).get_page(request.GET.get("page"))
    return render(
        request,
        "governance/federations.html",
        {
            "filter": chosen,
            "page": page,
            "above": above,
            "trail": line_of(request, above) if above else [],
        },
    )


def shaped(form):
    """The words come first here, and the place is walked to."""
    for name in ("region", "on"):
        del form.fields[name]
    form.fields["parent"].widget = form.fields["parent"].hidden_widget()
    form.order_fields(["search", "level", "kind", "ended", "parent"])


def line_of(request, federation):
    """From the top of the person's reach down to the superior of this one."""
    return kept(request).ancestors_of(federation)


@require_safe
@for_keepers
def detail(request, code):
    federation = one_or_404(request, code)
    below, unions = moving(federation)
    return render(
        request,
        "governance/federation.html",
        {
            "federation_shown": federation,
            "trail": line_of(request, federation),
            "children": federation.children.valid(timezone.localdate()).order_by("code")[:200],
            "below": below,
            "unions": unions,
            "events": events_about(federation, request.user),
            "notes": corrections_about(federation, request.user),
            "ended": federation.valid_to is not None,
            "top": federation.parent_id is None,
            "territorial": federation.kind == Federation.Kind.TERRITORIAL,
        },
    )


@require_http_methods(["GET", "POST"])
@for_keepers
def move(request, code):
    """Two steps: whom to stand under, then what goes along, and only then it is done."""
    federation = one_or_404(request, code)
    candidates = superiors(federation, request.user, MANAGE)
    form = SuperiorForm(request.POST or None, candidates=candidates)
    context = {"federation_shown": federation, "form": form, "candidates": candidates[:SUGGESTED]}
    if request.method != "POST":
        return render(request, "governance/federation_move.html", context)
    if not form.is_valid():
        return render(request, "governance/federation_move.html", context, status=422)
    parent, basis = form.cleaned_data["parent"], form.cleaned_data["basis"]
    if request.POST.get("step") != "confirm":
        below, unions = moving(federation)
        context |= {"parent": parent, "basis": basis, "below": below, "unions": unions}
        return render(request, "governance/federation_move_preview.html", context)
    try:
        territory.reparent_federation(
            federation=federation, parent=parent, basis=basis, by=request.user
        )
    except ValidationError as refused:
        form.add_error("parent", refused)
        return render(request, "governance/federation_move.html", context, status=422)
    messages.success(request, f"{federation}现隶属于{parent}。各级汇总数字将在片刻后随之更新。")
    return redirect("governance:federation", code=federation.code)


@require_http_methods(["GET", "POST"])
@for_keepers
def rename(request, code):
    federation = one_or_404(request, code)
    territorial = federation.kind == Federation.Kind.TERRITORIAL and federation.region_id
    if territorial:
        form = RenameRegionForm(request.POST or None)
    else:
        initial = {"name": federation.name, "short_name": federation.short_name}
        form = RenameForm(request.POST or None, initial=initial)

    def act(values):
        if not territorial:
            return territory.rename_federation(federation=federation, by=request.user, **values)
        values["code"] = values["code"] or None
        return territory.rename_region(region=federation.region, by=request.user, **values)

    return _form(request, federation, form, act, title="更名", submit="登记更名")


@require_http_methods(["GET", "POST"])
@for_keepers
def found(request, code):
    """A federation under this one that no division brings with it."""
    above = one_or_404(request, code)
    form = FoundForm(request.POST or None)

    def act(values):
        return territory.found_federation(parent=above, by=request.user, **values)

    return _form(request, above, form, act, title="设立下级工会", submit="登记设立")


@require_http_methods(["GET", "POST"])
@for_keepers
def found_zone(request, code):
    """A functional area within this federation's division, and its federation."""
    above = one_or_404(request, code)
    initial = {"region": above.region.code if above.region else ""}
    form = ZoneForm(request.POST or None, initial=initial)

    def act(values):
        return territory.found_zone(by=request.user, **values)

    return _form(request, above, form, act, title="设立功能区", submit="登记设立")


@require_http_methods(["GET", "POST"])
@for_keepers
def end(request, code):
    federation = one_or_404(request, code)
    form = EndForm(request.POST or None)

    def act(values):
        return territory.end_federation(federation=federation, by=request.user, **values)

    lede = f"撤销后，下级工会和基层工会由{federation.parent}接管，历史记录保留。"
    return _form(request, federation, form, act, title="撤销", submit="登记撤销", lede=lede)


def _form(request, federation, form, act, *, title, submit, lede=""):
    context = {
        "federation_shown": federation,
        "form": form,
        "title": title,
        "submit": submit,
        "lede": lede,
        "back": reverse("governance:federation", args=[federation.code]),
    }
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except ValidationError as refused:
            _told(form, refused)
        except PermissionDenied as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已{submit}。")
            code = done.code if isinstance(done, Federation) else federation.code
            still = kept(request).filter(code=code) or kept(request).filter(pk=federation.pk)
            return redirect("governance:federation", code=still[0].code)
    status = 422 if request.method == "POST" else 200
    return render(request, "governance/federation_form.html", context, status=status)


def _told(form, refused):
    """What the service refused, at the field it is about, or above the form."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, errors in refused.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
