"""Looking: the list of organizations, its export, and the page of one."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from jobs.services import enqueue
from jobs.sheets import dated, write_table
from orgs import extensions, listing
from orgs.detail import sentence
from orgs.filters import FilterForm
from orgs.models import Organization
from orgs.queries import facets_of
from orgs.selection import found, selected
from orgs.services.export import MOST_AT_ONCE, note_export

SIZES = {"10", "20", "50", "100"}


def within_reach(request, permission=Permission.ORG_VIEW):
    return Organization.objects.for_user(request.user, permission)


@require_safe
@never_cache
@login_required
def listing_page(request):
    """What one's own subtree holds, cut down by the address, which can be passed on."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_VIEW):
        raise PermissionDenied("您没有查看社会组织名册的权限。")
    rows = found(within_reach(request), user, request.GET)
    rows = listing.with_places(listing.ordered(rows, request.GET.get("sort", "")))
    size = request.GET.get("size")
    pages = listing.Pages(rows, int(size) if size in SIZES else 20)
    page = pages.get_page(request.GET.get("page"))
    columns = [c for c in listing.columns_for(user) if c.shown]
    return render(
        request,
        "orgs/list.html",
        {
            "filter": FilterForm(request.GET, user=user),
            "page": page,
            "own": listing.OWN,
            "columns": columns,
            "rows": [
                (
                    organization,
                    [(c, c.text(organization)) for c in listing.OWN],
                    [(c, text, c.mark(text) if c.mark else "") for c, text in cells],
                )
                for organization, cells in listing.rows_of(page, columns)
            ],
            "acts": extensions.entries(extensions.BatchAct, user),
            "may_create": user.may_somewhere(Permission.ORG_EDIT),
            "may_import": user.may_somewhere(Permission.ORG_IMPORT),
            "may_export": user.may_somewhere(Permission.ORG_EXPORT),
        },
    )


@require_safe
@never_cache
@login_required
def facets(request):
    """摸清底数: how many of the organizations found there are, by each of their facets."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_VIEW):
        raise PermissionDenied("您没有查看社会组织名册的权限。")
    told, parts = facets_of(found(within_reach(request), user, request.GET))
    return render(
        request,
        "orgs/facets.html",
        {
            "filter": FilterForm(request.GET, user=user),
            "told": told,
            "query": request.GET.urlencode(),
            "parts": [
                (title, several, [(label, n, records(request, name, v)) for v, label, n in values])
                for name, title, several, values in parts
            ],
        },
    )


def records(request, name, value):
    """The address of the list that shows exactly the organizations counted, if there is one."""
    if not value:
        return ""
    query = request.GET.copy()
    query[name] = value
    return f"{reverse('orgs:list')}?{query.urlencode()}"


@require_POST
@login_required
def export(request):
    """The ticked rows, or all that the list found, as a workbook; many of them by a job."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出社会组织名册的权限。")
    selection = selected(user, Permission.ORG_EXPORT, request.POST)
    count = selection.rows.count()
    if not count:
        messages.warning(request, "没有可导出的社会组织，请先勾选，或改用“全选”。")
        return redirect("orgs:list")
    if count > MOST_AT_ONCE:
        job = enqueue(
            by=user,
            kind="orgs.export",
            title=f"导出社会组织名册（{count:,} 家）",
            arguments={"posted": selection.posted},
            total=count,
        )
        messages.success(request, "名册较大，已在后台导出，完成后可在此下载。")
        return redirect(job)
    columns = listing.columns_for(user)
    file = BytesIO()
    rows = listing.ordered(selection.rows, "")
    write_table(file, listing.sheet_columns(columns), listing.sheet_rows(rows, columns))
    file.seek(0)
    note_export(by=user, count=count)
    return FileResponse(file, as_attachment=True, filename=dated("社会组织名册"))


@require_safe
@never_cache
@login_required
def detail(request, uid):
    """One organization: a sentence, remarks, and cards in parts, those of upper apps among them."""
    user = request.user
    rows = within_reach(request).select_related(
        "federation", "region", "source", "labour_field_decided_by"
    )
    if kept := rows.in_place_of(uid):
        return redirect(kept)
    organization = get_object_or_404(rows, uid=uid)
    page = {"may_edit": user.may(Permission.ORG_EDIT, organization)}
    remarks = [
        remark
        for entry in extensions.entries(extensions.Remark, user)
        for remark in entry.say(organization, user)
    ]
    return render(
        request,
        "orgs/detail.html",
        {
            **page,
            "organization": organization,
            "lede": sentence(organization),
            "remarks": remarks,
            "parts": parts_of(request, organization, page),
            "acts": [] if organization.ended else extensions.entries(extensions.Act, user),
        },
    )


def parts_of(request, organization, page):
    """The parts of the page that have cards for this person, each with its cards."""
    panels = extensions.entries(extensions.Panel, request.user)
    parts = []
    for key, title in extensions.PARTS.items():
        cards = [(p, card_of(request, p, organization, page)) for p in panels if p.part == key]
        if cards:
            parts.append({"key": key, "title": title, "panels": cards})
    return parts


def card_of(request, panel, organization, page):
    context = panel.context(organization, request.user)
    context = {"organization": organization, **page, **context}
    return render_to_string(panel.template, context, request)
