"""Looking: the list of organizations, its export, and the page of one."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.lists import Arranged
from accounts.roles import Permission
from accounts.services.lists import remember_size
from jobs.sheets import dated
from orgs import extensions, homes, listing
from orgs.detail import sentence
from orgs.filters import FilterForm
from orgs.forms.export import ExportForm
from orgs.models import Organization
from orgs.queries import facets_of
from orgs.selection import found, selected
from orgs.services.export import (
    MOST_AT_ONCE,
    export_later,
    needs_leave,
    note_export,
)
from orgs.tallies import tallies_of

LATER = "record"
"""The part of an organization's page that is fetched when it is asked for."""


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
    arranged = Arranged(user, listing.NAME, request.GET)
    if first := arranged.begins_with:
        return redirect(first)
    remember_size(by=user, arranged=arranged)
    page = listing.page_of(user, within_reach(request), request.GET, arranged.size)
    notes = page.notes or {}
    return render(
        request,
        "orgs/list.html",
        {
            "filter": FilterForm(request.GET, user=user),
            "arranged": arranged,
            "page": page,
            "rows": [
                (organization, notes.get(organization.pk, ""), cells)
                for organization, cells in listing.rows_of(page.rows, arranged.shown, user)
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
    rows = found(within_reach(request), user, request.GET)
    told, parts = facets_of(rows)
    more, others = tallies_of(rows) if told["count"] else ({}, [])
    place, above = homes.place_of(user, Permission.ORG_VIEW, request.GET.get("federation", ""))
    return render(
        request,
        "orgs/facets.html",
        {
            "filter": FilterForm(request.GET, user=user),
            "told": told,
            "title": f"{place.short_name}摸清底数" if request.GET.get("federation") else "摸清底数",
            "place": place,
            "above": above,
            "spread": homes.spread_of(rows, place),
            "lately": homes.lately(rows),
            "more": more,
            "query": request.GET.urlencode(),
            "groups": [
                (heading, [shown_facet(request, *facet) for facet in facets])
                for heading, facets in (("六项底数", parts), ("分类、条件与信用", others))
            ],
        },
    )


def shown_facet(request, name, title, several, values):
    return title, several, [(label, n, records(request, name, value)) for value, label, n in values]


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
    """The ticked rows, or all that the list found, as a workbook: first what for, then the file;
    many rows by a job."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出社会组织名册的权限。")
    selection = selected(user, Permission.ORG_EXPORT, request.POST)
    count = selection.rows.count()
    if not count:
        messages.warning(request, "没有可导出的社会组织，请先勾选，或改用“全选”。")
        return redirect("orgs:list")
    form = ExportForm(request.POST if "purpose" in request.POST else None)
    if not form.is_valid():
        carried = [(name, v) for name, values in selection.posted.items() for v in values]
        context = {
            "form": form,
            "count": count,
            "carried": carried,
            "at_once": MOST_AT_ONCE,
            "needs_leave": needs_leave(count),
        }
        return render(request, "orgs/export.html", context, status=422 if form.is_bound else 200)
    purpose, wide = form.cleaned_data["purpose"], form.cleaned_data["columns"] == "all"
    columns = listing.columns(user) if wide else Arranged(user, listing.NAME, {}).shown
    if count > MOST_AT_ONCE:
        job = export_later(
            by=user,
            posted=selection.posted,
            count=count,
            purpose=purpose,
            columns=[column.key for column in columns],
        )
        messages.success(request, "名册较大，已在后台导出，完成后可在此下载。")
        return redirect(job)
    file = BytesIO()
    listing.write(file, user, selection, columns, purpose=purpose)
    file.seek(0)
    note_export(by=user, count=count, purpose=purpose)
    return FileResponse(file, as_attachment=True, filename=dated("社会组织名册"))


@require_safe
@never_cache
@login_required
def detail(request, uid):
    """One organization: a sentence, remarks, and cards in parts, those of upper apps among them."""
    user = request.user
    organization = seen(request, uid)
    if organization.uid != uid:
        return redirect(organization)
    page = {"may_edit": extensions.may_once(organization, user, Permission.ORG_EDIT)}
    remarks = [
        remark
        for entry in extensions.entries(extensions.Remark, user)
        for remark in entry.say(organization, user)
    ]
    acts = [] if organization.ended else extensions.entries(extensions.Act, user)
    return render(
        request,
        "orgs/detail.html",
        {
            **page,
            "organization": organization,
            "lede": sentence(organization),
            "remarks": remarks,
            "parts": parts_of(request, organization, page, but=LATER),
            "later": later(user),
            "acts": [act for act in acts if not act.seldom],
            "seldom": [act for act in acts if act.seldom],
        },
    )


@require_safe
@never_cache
@login_required
def record(request, uid):
    """What is on record of one organization and where it comes from: the part of its page that is
    long and seldom asked for. The page fetches it when it is scrolled to, and this shows it
    alone."""
    organization = seen(request, uid)
    if organization.uid != uid:
        return redirect("orgs:record", organization.uid)
    page = {"may_edit": extensions.may_once(organization, request.user, Permission.ORG_EDIT)}
    parts = parts_of(request, organization, page, only=LATER)
    return render(request, "orgs/record.html", {"organization": organization, "parts": parts})


def seen(request, uid):
    """The organization, or the one that it was merged into."""
    rows = within_reach(request).select_related(
        "federation", "region", "source", "labour_field_decided_by"
    )
    organization = rows.filter(uid=uid).first() or rows.in_place_of(uid)
    if organization is None:
        raise Http404
    return organization


def later(user):
    """``(key, title, what is in it)`` of the part that is fetched when asked for."""
    panels = [p for p in extensions.entries(extensions.Panel, user) if p.part == LATER]
    return panels and (LATER, extensions.PARTS[LATER], "、".join(panel.title for panel in panels))


def parts_of(request, organization, page, only="", but=""):
    """The parts of the page that have cards for this person: those that hold something, and what
    of them is yet to be written down."""
    panels = extensions.entries(extensions.Panel, request.user)
    parts = []
    for key, title in extensions.PARTS.items():
        if key == but or only not in ("", key):
            continue
        cards, missing = [], []
        for panel in (p for p in panels if p.part == key):
            context = panel.context(organization, request.user)
            if context.get("empty"):
                missing.append((panel, context.get("more")))
            else:
                cards.append((panel, card(request, panel, organization, {**page, **context})))
        if cards or missing:
            parts.append({"key": key, "title": title, "cards": cards, "missing": missing})
    return parts


def card(request, panel, organization, context):
    body = render_to_string(panel.template, {"organization": organization, **context}, request)
    return {"body": body, "more": context["may_edit"] and context.get("more")}
