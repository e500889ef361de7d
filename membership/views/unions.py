"""Grassroots unions: the list of them, one of them with all that is known of it, and its end."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from governance.queries import corrections_about
from jobs.sheets import dated, write_table
from membership import pages, services, union_list
from membership.forms.foundings import DissolveForm
from membership.forms.unions import AffiliateForm, UnionFilterForm
from membership.models import Coverage
from membership.queries import loss_of
from membership.services.affiliations import affiliate as come_under
from membership.services.effective import reassess as find_anew
from membership.views.foundings import explain
from orgs.services.export import note_export
from unions.models import GrassrootsUnion

SIZES = (10, 20, 50, 100)
MOST_EXPORTED = 20_000


def seen(request, permission=Permission.FOUNDING_VIEW):
    rows = GrassrootsUnion.objects.for_user(request.user, permission)
    return rows.select_related("federation", "region")


def union_for(request, pk):
    """404 to strangers, 403 to those who may only look, a refusal for one that is no more."""
    union = get_object_or_404(seen(request), pk=pk)
    if not request.user.may_at(Permission.FOUNDING_EDIT, union.federation):
        raise PermissionDenied("您可以查看这个基层工会，但没有办理的权限。")
    if union.dissolved_on:
        raise PermissionDenied("这个基层工会已经撤销。")
    return union


def size_of(request, default=20):
    size = request.GET.get("size", "")
    return int(size) if size.isdecimal() and int(size) in SIZES else default


@require_safe
@never_cache
@login_required
def unions(request):
    """The unions of one's subtree, and how each is run."""
    if not request.user.may_somewhere(Permission.FOUNDING_VIEW):
        raise PermissionDenied("您没有查看基层工会的权限。")
    form = UnionFilterForm(request.GET, user=request.user)
    rows = union_list.found(seen(request), form, request.GET)
    page = Paginator(rows, size_of(request)).get_page(request.GET.get("page"))
    return render(
        request,
        "membership/union_list.html",
        {
            "filter": form,
            "page": page,
            "rows": union_list.rows_of(page.object_list),
            "tally": union_list.tally(rows),
            "query": request.GET.urlencode(),
            "may_edit": request.user.may_somewhere(Permission.FOUNDING_EDIT),
            "may_export": request.user.may_somewhere(Permission.ORG_EXPORT),
        },
    )


@require_POST
@login_required
def unions_export(request):
    """The list as it was found, as a workbook."""
    if not request.user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出的权限。")
    form = UnionFilterForm(request.GET, user=request.user)
    rows = union_list.found(seen(request), form, request.GET)[:MOST_EXPORTED]
    file = BytesIO()
    count = write_table(file, union_list.COLUMNS, union_list.cells_of(rows), sheet="基层工会")
    file.seek(0)
    note_export(by=request.user, count=count, what="基层工会名单")
    return FileResponse(file, as_attachment=True, filename=dated("基层工会名单"))


@require_safe
@never_cache
@login_required
def union_detail(request, pk):
    """A grassroots union: to whom it belongs, whom it covers, and how it is run.

    Whoever answers for an organization it covers, but not for the union, sees these alone.
    """
    rows = (
        Coverage.objects.for_user(request.user, Permission.FOUNDING_VIEW)
        .known()
        .filter(union=pk)
        .select_related("organization__federation")
    )
    union = seen(request).filter(pk=pk).first()
    whole = union is not None
    if not whole:
        known = rows.select_related("union__federation", "union__region").first()
        if known is None:
            raise Http404
        union = known.union
    return render(
        request,
        "membership/union_detail.html",
        {
            "union": union,
            "whole": whole,
            "standing": getattr(union, "standing", None) if whole else None,
            "may_dissolve": whole and may_end(request.user, union),
            "acts": acts_of(request.user, union) if whole else [],
            "cards": cards(request, union) if whole else [],
            "notes": corrections_about(union, request.user) if whole else [],
            **covered(request, rows),
        },
    )


def covered(request, rows):
    tab = "past" if request.GET.get("tab") == "past" else "now"
    now = rows.valid()
    past = rows.exclude(pk__in=now.values("pk"))
    chosen = (now if tab == "now" else past).order_by("-valid_from", "-pk")
    counts = {"now": now.count(), "past": past.count()}
    return {
        "page": Paginator(chosen, size_of(request)).get_page(request.GET.get("page")),
        "tab": tab,
        "covered": counts["now"],
        "tabs": [
            {"label": label, "url": url, "active": tab == key, "count": counts[key]}
            for key, label, url in (("now", "现覆盖", "?"), ("past", "曾覆盖", "?tab=past"))
        ],
    }


def acts_of(user, union):
    if not may_end(user, union):
        return []
    return pages.UNION.acts(user)


def cards(request, union):
    """``(panel, its text, its link)`` of all that have something to show."""
    editing = may_end(request.user, union)
    found = []
    for part in pages.UNION.shown(union, request.user):
        body = render_to_string(part["panel"].template, part["context"], request)
        found.append((part["panel"], body, part["more"] if editing else None))
    return found


def may_end(user, union):
    return union.dissolved_on is None and user.may_at(Permission.FOUNDING_EDIT, union.federation)


@require_http_methods(["GET", "POST"])
@login_required
def dissolve(request, pk):
    """When and why, then what it does to the figures, and only then it is done."""
    union = get_object_or_404(seen(request), pk=pk)
    if not may_end(request.user, union):
        raise PermissionDenied("您没有撤销这个基层工会的权限，或它已经撤销。")
    form = DissolveForm(request.POST or None)
    context = {"union": union, "form": form}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("step") != "confirm":
            context["loss"] = loss_of(union, form.cleaned_data["on"])
            return render(request, "membership/union_dissolve.html", context)
        try:
            ended = services.dissolve_union(by=request.user, union=union, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已撤销“{union}”，{ended:,} 家的工会覆盖同日终止。")
            return redirect("membership:union", union.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "membership/union_dissolve.html", context, status=status)


@require_POST
@login_required
def reassess(request, pk):
    """The flags found anew, now."""
    union = union_for(request, pk)
    find_anew(by=request.user, union=union)
    messages.success(request, "已按今天的记录重新评估。")
    return redirect("membership:union", union.pk)


@require_http_methods(["GET", "POST"])
@login_required
def affiliate(request, pk):
    """Under which upper union, through which union of unions, from when on."""
    union = union_for(request, pk)
    form = AffiliateForm(request.POST or None, user=request.user, union=union)
    return answer(
        request,
        union,
        form,
        lambda given: come_under(by=request.user, union=union, **given),
        title="调整组织关系",
        lede=f"现上级工会：{union.federation.name}。原来的组织关系作为历史保留。",
        submit="保存",
        done="已调整组织关系。",
    )


def answer(request, union, form, do, *, title, done, submit, lede="", where=""):
    """A form about one union; when it comes back filled in, the act, and back to the union."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                do(form.cleaned_data)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, done)
                return redirect(f"/unions/{union.pk}/{where}")
        status = 422
    context = {"union": union, "form": form, "title": title, "lede": lede, "submit": submit}
    return render(request, "membership/union_act.html", context, status=status)
