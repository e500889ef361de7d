"""Integrity checks: what they come to, what they found, and what people say about it."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from jobs.services import enqueue
from jobs.sheets import dated, write_table
from orgs import checks
from orgs.checks import findings_table, tables
from orgs.forms.checks import AcceptForm, AssignForm, ChecksFilter, FindingsFilter, ReopenForm
from orgs.listing import Pages
from orgs.models import CheckRun, Finding
from orgs.services import findings
from orgs.services.export import MOST_AT_ONCE, note_export
from orgs.views.editing import explain
from unions.models import Federation
from unions.paging import page_size

VIEW = Permission.ORG_VIEW


def may_look(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看社会组织名册的权限。")


def the_check(key):
    found = checks.find(key)
    if found is None:
        raise Http404
    return found


def place(request, code):
    """``(federation or None, where to look below, its children)``: the one asked for, within
    reach, or else one's own."""
    heads = request.user.federations_granting(VIEW)
    asked = Federation.objects.public().filter(code=code).first() if code else None
    if asked and not any(asked.path.startswith(head.path) for head in heads):
        asked = None
    top = asked or heads[0]
    children = Federation.objects.public().children_of(top).order_by("code")
    return asked, top, list(children)


@require_safe
@never_cache
@login_required
def index(request):
    """All checks with what they come to here, or all federations below with how they get on."""
    may_look(request)
    form = ChecksFilter(request.GET, user=request.user)
    asked, top, children = place(request, form.value("federation"))
    sort, severity = request.GET.get("sort", ""), form.value("severity")
    by_place = request.GET.get("tab") == "federations"
    lines = tables.by_check(request.user, VIEW, federation=asked, severity=severity)
    context = {
        "filter": form,
        "top": top,
        "told": sum(line.open for line in lines),
        "overdue": sum(line.overdue for line in lines),
        "stood": sum(line.stood for line in lines),
        "closed": sum(line.closed for line in lines),
        "ran": CheckRun.objects.public().order_by("-at").first(),
        "tabs": tabs(request, by_place),
        "by_place": by_place,
    }
    if by_place:
        lines = tables.by_federation(
            request.user, VIEW, federation=top, children=children, severity=severity
        )
    elif form.value("shown") != "all":
        lines = [line for line in lines if line.open or line.accepted]
    context["lines"] = tables.ordered(lines, sort)
    if request.GET.get("format") == "xlsx":
        return workbook(request, context["lines"], by_place)
    return render(request, "orgs/checks/index.html", context)


def tabs(request, by_place):
    def address(tab):
        query = request.GET.copy()
        for name in ("tab", "sort", "page"):
            query.pop(name, None)
        if tab:
            query["tab"] = tab
        return f"?{query.urlencode()}"

    return [
        {"label": "按检查项", "url": address(""), "active": not by_place},
        {"label": "按工会", "url": address("federations"), "active": by_place},
    ]


def workbook(request, lines, by_place):
    """The table as shown."""
    if not request.user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出的权限。")
    file = BytesIO()
    columns, rows = tables.sheet(lines, by_place)
    count = write_table(file, columns, rows)
    file.seek(0)
    note_export(by=request.user, count=count, what="数据检查汇总")
    return FileResponse(file, as_attachment=True, filename=dated("数据检查汇总"))


@require_safe
@never_cache
@login_required
def one(request, key):
    """One check: what it asks, what to do, and its findings."""
    may_look(request)
    check, user = the_check(key), request.user
    form = FindingsFilter(request.GET, user=user)
    rows = Finding.objects.for_user(user, VIEW).filter(check_key=key)
    rows = findings_table.ordered(form.apply(rows, user), request.GET.get("sort", ""))
    page = Pages(rows, page_size(request.GET)).get_page(request.GET.get("page"))
    asked, top, children = place(request, form.value("federation"))
    [line] = tables.by_check(user, VIEW, federation=asked, key=key)
    below = tables.by_federation(user, VIEW, federation=top, children=children, key=key)
    return render(
        request,
        "orgs/checks/one.html",
        {
            "check": check,
            "filter": form,
            "page": page,
            "line": line,
            "below": [row for row in below if row.stood] if len(below) > 1 else [],
            "top": top,
            "ran": CheckRun.objects.public().filter(check_key=key).order_by("-at").first(),
            "may_edit": user.may_somewhere(Permission.ORG_EDIT),
            "may_export": user.may_somewhere(Permission.ORG_EXPORT),
            "accepted": form.value("state") == Finding.State.ACCEPTED,
        },
    )


@require_POST
@login_required
def export(request, key):
    """The ticked findings, or all that the list found, as a workbook; many of them by a job."""
    if not request.user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出的权限。")
    check = the_check(key)
    choice = findings_table.chosen(request.user, Permission.ORG_EXPORT, key, request.POST)
    count = choice.rows.count()
    if not count:
        messages.warning(request, "没有可导出的问题，请先勾选，或改用“全选”。")
        return redirect("orgs:check", key=key)
    if count > MOST_AT_ONCE:
        job = enqueue(
            by=request.user,
            kind="orgs.export_findings",
            title=f"导出数据问题：{check.title}（{count:,} 条）",
            arguments={"key": key, "posted": choice.posted},
            total=count,
        )
        messages.success(request, "数量较多，已在后台导出，完成后可在此下载。")
        return redirect(job)
    file = BytesIO()
    write_table(file, findings_table.COLUMNS, findings_table.sheet_rows(choice.rows))
    file.seek(0)
    note_export(by=request.user, count=count, what="数据问题")
    return FileResponse(file, as_attachment=True, filename=dated(check.title))


ACTS = {
    # verb: (form, service, title, what the button says, what is said afterwards)
    "accept": (AcceptForm, findings.accept, "说明无须整改", "提交说明", "已说明 {n} 条。"),
    "reopen": (ReopenForm, findings.reopen, "撤销说明", "撤销说明", "已撤销 {n} 条说明。"),
    "assign": (AssignForm, findings.assign, "交办", "交办", "已交办 {n} 条。"),
}


@require_POST
@login_required
def act(request, key, verb):
    """Ask what is to be said of the chosen findings, then do it to exactly these."""
    if not request.user.may_somewhere(Permission.ORG_EDIT):
        raise PermissionDenied("您没有办理数据问题的权限。")
    check = the_check(key)
    make, do, title, submit, said = ACTS[verb]
    choice = findings_table.chosen(request.user, Permission.ORG_EDIT, key, request.POST)
    back = f"{reverse('orgs:check', args=[key])}?{request.POST.get('query', '')}"
    count = choice.rows.count()
    if not count:
        messages.warning(request, "没有选中可以办理的问题，请先勾选，或改用“全选”。")
        return redirect(back)
    confirmed = request.POST.get("step") == "confirm"
    given = {"user": request.user} if make is AssignForm else {}
    form = make(request.POST if confirmed else None, **given)
    if confirmed and form.is_valid():
        try:
            n = do(by=request.user, findings=choice.rows, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, said.format(n=f"{n:,}"))
            return redirect(back)
    context = {
        "check": check,
        "title": f"{title}：{check.title}",
        "form": form,
        "count": count,
        "submit": submit,
        "carried": [(name, value) for name, values in choice.posted.items() for value in values],
        "back": back,
    }
    return render(request, "orgs/checks/act.html", context, status=422 if confirmed else 200)
