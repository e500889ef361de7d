"""The ledger 台账 of a drive: a grid to work in, cell by cell; out as a workbook, and back."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.lists import Arranged
from accounts.roles import Permission
from accounts.services.lists import remember_size
from jobs.idempotency import idempotent
from membership.canvassing import people_for
from membership.forms.ledger import CellsForm, ExportForm, LedgerFilterForm, ReturnForm
from membership.ledger import columns
from membership.ledger.cells import CELL, TASKS, shown_person
from membership.ledger.listing import page_of
from membership.ledger.rows import rows_of
from membership.models import Drive, LedgerReturn
from membership.queries import current_drive
from membership.services import returns
from membership.services.ledger import Moved, export_later, write_cell
from membership.views.canvass import size_of
from membership.views.foundings import explain, organization_for
from orgs import extensions
from orgs.models import Organization
from orgs.selection import selected
from orgs.services.export import needs_leave

MOST_PEOPLE = 200
NOT_TO_SEE = "您没有查看建会台账的权限。"
ACTS = ("assign", "pair", "fill", "assess", "cover")


def drive_of(request, code):
    """The drive whose ledger is asked for."""
    drives = Drive.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    return drives.select_related("federation").filter(code=code.partition(":")[0]).first()


@require_safe
@never_cache
@login_required
def ledger(request):
    """One row an organization of the drive's scope in one's own subtree."""
    user = request.user
    if not user.may_somewhere(Permission.FOUNDING_VIEW):
        raise PermissionDenied(NOT_TO_SEE)
    arranged = Arranged(user, columns.NAME, request.GET)
    if first := arranged.begins_with:
        return redirect(first)
    drive = drive_of(request, request.GET.get("drive", ""))
    if drive is None:
        drive = current_drive(user)
        if drive is None:
            return render(request, "membership/ledger_none.html")
        query = request.GET.copy()
        query["drive"] = drive.code
        return redirect(f"{request.path}?{query.urlencode()}")
    remember_size(by=user, arranged=arranged)
    reach = Organization.objects.for_user(user, Permission.FOUNDING_VIEW)
    page = page_of(user, reach, request.GET, arranged.size)
    may_edit = user.may_somewhere(Permission.FOUNDING_EDIT)
    return render(
        request,
        "membership/ledger.html",
        {
            "drive": drive,
            "filter": LedgerFilterForm(request.GET, user=user),
            "arranged": arranged,
            "page": page,
            "rows": shown(rows_of(page.rows, drive), arranged.shown, may_edit),
            "acts": [a for a in extensions.entries(extensions.BatchAct, user) if a.key in ACTS],
            "may_edit": may_edit,
            "may_export": user.may_somewhere(Permission.ORG_EXPORT),
            "choices": choices(user) if may_edit else [],
            "back": request.get_full_path(),
        },
    )


def shown(rows, shown_columns, may_edit):
    """``[(organization, [(column, text, level, cell that may be written)])]``."""
    return [
        (
            row.organization,
            [
                (
                    column,
                    in_words(value := column.text(row)),
                    column.mark(value) if column.mark and value else "",
                    column.cell if may_edit else None,
                )
                for column in shown_columns
            ],
        )
        for row in rows
    ]


def in_words(value):
    """Here, for a template takes longer over five hundred of them than over all the rest."""
    if value is None or value == "":
        return "—"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:,}" if isinstance(value, int) else value


def choices(user):
    """``[(cell, [texts])]`` of the cells that are chosen, not typed."""
    found = [(key, cell.choices) for key, cell in CELL.items() if cell.choices]
    for key, kind in TASKS.items():
        people = people_for(user, kind)[:MOST_PEOPLE]
        found.append((key, [shown_person(person) for person in people]))
    return found


@require_POST
@login_required
def cell(request, uid, key):
    """One cell, as typed: what stands there now, or why not, for the script of the page."""
    if key not in CELL:
        raise Http404
    organization = organization_for(request, uid)
    try:
        text = write_cell(
            by=request.user,
            organization=organization,
            key=key,
            base=request.POST.get("base", ""),
            text=request.POST.get("text", ""),
        )
    except Moved as moved:
        return JsonResponse({"message": moved.messages[0], "here": moved.here}, status=409)
    except ValidationError as refusal:
        return JsonResponse({"message": "；".join(refusal.messages)}, status=422)
    return JsonResponse({"text": text})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def row(request, uid):
    """The cells of one row as a plain form: without a script, and on a phone."""
    organization = organization_for(request, uid)
    [found] = rows_of([organization])
    form = CellsForm(request.POST or None, row=found, choices=dict(choices(request.user)))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            left = write_form(request.user, organization, form)
            if not left:
                messages.success(request, f"已填写“{organization}”的台账。")
                return redirect(f"{reverse('membership:ledger')}?search={organization.name}")
    context = {"form": form, "organization": organization, "row": found}
    return render(request, "membership/ledger_row.html", context, status=status)


def write_form(user, organization, form):
    """Each changed cell by itself: what is refused says why beside it. Gives how many were."""
    left = 0
    for key, base, text in form.changed():
        try:
            write_cell(by=user, organization=organization, key=key, base=base, text=text)
        except ValidationError as refusal:
            form.add_error(key, refusal.messages)
            left += 1
    return left


@require_POST
@login_required
def export(request):
    """The ticked rows, or all found: first what for, then a job writes the workbook."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出名册的权限。")
    drive = drive_of(request, request.POST.get("drive", "")) or current_drive(user)
    selection = selected(user, Permission.ORG_EXPORT, request.POST)
    count = selection.rows.count()
    if not count or drive is None:
        messages.warning(request, "没有可导出的行，请先勾选，或改用“全选”。")
        return redirect("membership:ledger")
    form = ExportForm(request.POST if "purpose" in request.POST else None)
    if form.is_valid():
        job = export_later(
            by=user,
            drive=drive,
            posted=selection.posted,
            count=count,
            purpose=form.cleaned_data["purpose"],
        )
        messages.success(request, "正在后台写成工作簿，完成后可在此下载。")
        return redirect(job)
    carried = [(name, v) for name, values in selection.posted.items() for v in values]
    context = {
        "form": form,
        "count": count,
        "drive": drive,
        "carried": [*carried, ("drive", drive.code)],
        "needs_leave": needs_leave(count),
    }
    status = 422 if form.is_bound else 200
    return render(request, "membership/ledger_export.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def hand_in(request):
    """Hand in a ledger; below it, those one handed in before."""
    user = request.user
    if not user.may_somewhere(Permission.FOUNDING_EDIT):
        raise PermissionDenied(returns.NOT_YOURS)
    drive = current_drive(user)
    form = ReturnForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = returns.hand_in(by=user, file=form.cleaned_data["file"], drive=drive)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                return redirect(made)
    own = LedgerReturn.objects.for_user(user, Permission.FOUNDING_EDIT).select_related("drive")
    page = Paginator(own, size_of(request)).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "drive": drive}
    return render(request, "membership/ledger_returns.html", context, status=status)


def return_for(request, uid):
    own = LedgerReturn.objects.for_user(request.user, Permission.FOUNDING_EDIT)
    return get_object_or_404(own.select_related("drive"), uid=uid)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def return_page(request, uid):
    """What came back: what will be written, what two people wrote side by side, what is refused."""
    returned = return_for(request, uid)
    refused = []
    if request.method == "POST":
        if request.POST.get("act") == "drop":
            act, done = returns.drop, "已放弃，没有写入任何内容。"
            given = {}
        else:
            names = {name: v for name, v in request.POST.items() if " " in name}
            given = {"choices": names, "rest": request.POST.get("rest", "")}
            act, done = returns.choose, "正在写入。"
        try:
            returned = act(by=request.user, returned=returned, **given)
        except ValidationError as refusal:
            refused = refusal.messages
        else:
            messages.success(request, done)
            return redirect(returned)
    found = returned.found
    conflicts = found.get("conflicts", [])
    context = {
        "returned": returned,
        "found": found,
        "changes": [told(change) for change in found.get("changes", [])[:50]],
        "change_count": len(found.get("changes", [])),
        "conflicts": [told(one) for one in conflicts[: returns.MOST_SHOWN]],
        "conflict_count": len(conflicts),
        "too_many": len(conflicts) > returns.MOST_SHOWN,
        "errors": found.get("errors", [])[:200],
        "error_count": len(found.get("errors", [])),
        "refused": refused,
        "chosen": request.POST,
    }
    status = 422 if refused else 200
    return render(request, "membership/ledger_return.html", context, status=status)


def told(one):
    """One cell of the comparison as the page shows it."""
    uid, name, key, base, here, said, number = one
    return {
        "field": f"{uid} {key}",
        "uid": uid,
        "name": name,
        "label": CELL[key].label,
        "base": base,
        "here": here,
        "file": said,
        "number": number,
    }
