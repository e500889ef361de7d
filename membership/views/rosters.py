"""Lists of members: handed over for a union, looked at, written or put aside."""

import json
from functools import partial
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from accounts.views import posted
from jobs.forms import ColumnsForm
from jobs.idempotency import idempotent
from jobs.sheets import Column, columns_of, dated, write_table
from membership import rosters as lists
from membership.forms.members import RosterForm
from membership.models import Member, Roster, RosterLine
from membership.services import roster_transfers, rosters
from membership.views.codes import union_asked
from orgs.views.refusals import explain

SHOWN = ("name", "id_number", "phone", "worker")
STEPS = ["上传", "核对", "写入"]
SIZES = {"10", "20", "50", "100"}
LEVELS = {"new": "good", "changed": "caution", "elsewhere": "caution", "refused": "bad"}


def within_reach(request):
    rows = Roster.objects.for_user(request.user, Permission.MEMBER_EDIT)
    return rows.select_related("union__federation", "by", "job")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def index(request):
    """Hand over a list for the union that the address names; below, the lists within reach."""
    if not request.user.may_somewhere(Permission.MEMBER_EDIT):
        raise PermissionDenied("您没有导入会员名单的权限。")
    union = union_asked(request)
    form = RosterForm(posted(request), request.FILES or None)
    if request.method == "POST" and union and form.is_valid():
        try:
            return redirect(
                rosters.hand_in(by=request.user, union=union, file=form.cleaned_data["file"])
            )
        except ValidationError as refused:
            explain(form, refused)
    rows = within_reach(request)
    rows = rows.filter(union=union) if union else rows
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = {"form": form, "union": union, "page": page}
    status = 422 if request.method == "POST" else 200
    return render(request, "membership/roster_list.html", context, status=status)


@require_safe
@never_cache
@login_required
def one(request, uid):
    roster = get_object_or_404(within_reach(request), uid=uid)
    asked = request.GET.get("outcome", "")
    counts = {o: roster.result.get(o, 0) for o in RosterLine.Outcome.values}
    shown = asked if counts.get(asked) else next((o for o, n in counts.items() if n), "")
    lines = roster.lines.filter(outcome=shown).select_related("member").order_by("row")
    claimable = roster_transfers.waiting(roster).count()
    size = request.GET.get("size")
    page = Paginator(lines, int(size) if size in SIZES else 20).get_page(request.GET.get("page"))
    context = {
        "roster": roster,
        "steps": STEPS,
        "step": {"reading": 1, "failed": 1, "preview": 2}.get(roster.status, 3),
        "tabs": [
            {"label": o.label, "url": f"?outcome={o}", "active": o == shown, "count": counts[o]}
            for o in RosterLine.Outcome
            if counts[o]
        ],
        "page": page,
        "lines": [(line, said_of(roster, line)) for line in page],
        "left": counts["refused"] + claimable,
        "will": counts["new"] + counts["changed"],
        "claimable": claimable,
        "columns": columns_of(roster.mapping),
        "fields": lists.LABELS.items(),
    }
    return render(request, "membership/roster_detail.html", context)


def said_of(roster, line):
    """What a row was read as, masked; once written, of whoever is this union's member still."""
    values = json.loads(line.private)["values"] if line.private else {}
    if not values and line.member and line.member.union_id == roster.union_id:
        values = {name: getattr(line.member, name) for name in SHOWN}
    told = {name: rosters.shown(name, values[name]) for name in SHOWN if values.get(name)}
    return told | {"worker": Member.Worker(told["worker"]).label if "worker" in told else ""}


@require_POST
@login_required
def remap(request, uid):
    """Columns set right by a person: the file is read again with them."""
    form = ColumnsForm(request.POST, labels=lists.LABELS)
    if not form.is_valid():
        get_object_or_404(within_reach(request), uid=uid)
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("membership:roster", uid)
    return act(request, uid, partial(rosters.ask_to_read, mapping=form.mapping()))


@require_POST
@login_required
@idempotent
def claim(request, uid):
    """Ask for the transfers of all whom another union has."""
    return act(request, uid, roster_transfers.ask_for_all)


@require_POST
@login_required
@idempotent
def apply(request, uid):
    return act(request, uid, rosters.ask_to_apply)


@require_POST
@login_required
def discard(request, uid):
    return act(request, uid, rosters.discard)


def act(request, uid, service):
    roster = get_object_or_404(within_reach(request), uid=uid)
    try:
        service(by=request.user, roster=roster)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect(roster)


@require_safe
@never_cache
@login_required
def errors(request, uid):
    roster = get_object_or_404(within_reach(request), uid=uid)
    file = BytesIO()
    rosters.write_error_workbook(file, roster)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=dated("会员名单（未通过的行）"))


@require_safe
@login_required
def template(request):
    """The columns we would like to receive, with a row as a sample."""
    if not request.user.may_somewhere(Permission.MEMBER_EDIT):
        raise PermissionDenied("您没有导入会员名单的权限。")
    file = BytesIO()
    columns = [Column(label=label, width=22) for label in lists.LABELS.values()]
    sample = ("（示例）张三丰", "11010519491231002X", "身份证", "13800001234", "在职职工")
    write_table(file, columns, [(*sample, "教师", "", "2020-05-01")], sheet="会员名单")
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="会员名单导入模板.xlsx")
