from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.layout import blocks, house_docx
from documents.services.papers import docx_of
from documents.views.papers import DOCX
from indicators.bulletins import services
from indicators.bulletins.figures import restated
from indicators.bulletins.pictures import ranking, trend
from indicators.bulletins.words import addressee, compose, table
from indicators.bulletins.workflow import BULLETIN
from indicators.filters import BulletinFilter
from indicators.forms import BulletinForm, NewBulletinForm
from indicators.models import Bulletin
from jobs.listing import MOST, ordered, page_of, sheet
from jobs.sheets import Column
from membership.forms.moves import ReasonForm, given
from membership.services.exports import note_export
from membership.views.foundings import explain

VIEW, EDIT = Permission.DASHBOARD_VIEW, Permission.BULLETIN_EDIT
COLUMNS = [
    Column(label="标题", width=60),
    Column(label="工会", width=24),
    Column(label="专项行动", width=30),
    Column(label="数据截至", kind="date"),
    Column(label="已建会（家）", kind="whole"),
    Column(label="具备条件（家）", kind="whole"),
    Column(label="状态"),
    Column(label="文号", width=24),
    Column(label="印发日期", kind="date"),
]
SORTS = {"on": "on", "federation": "federation__path", "released": "released_at"}


def seen(request):
    rows = Bulletin.objects.for_user(request.user, VIEW)
    return rows.select_related("federation", "drive", "author", "releaser", "paper__number__series")


@require_safe
@login_required
def bulletin_list(request):
    chosen = BulletinFilter(request.GET, seen(request).defer("figures", "body"), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="-on")
    return render(
        request,
        "indicators/bulletin_list.html",
        {
            "filter": chosen,
            "page": page_of(rows, request.GET),
            "may_write": request.user.may_somewhere(EDIT),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def bulletin_new(request):
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有拟通报的权限。")
    form = NewBulletinForm(given(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft_bulletin(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已取数并拟好初稿，请核对修改后送审。")
            return redirect(made)
    status = 422 if form.errors else 200
    return render(request, "indicators/bulletin_new.html", {"form": form}, status=status)


@require_safe
@never_cache
@login_required
def bulletin(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    moves = BULLETIN.available(row, request.user)
    if "release" in moves and request.user.pk == row.author_id:
        moves["release"][1].append("拟稿人不能签发自己拟的通报。")
    head, *lines = table(row.figures) if row.figures["children"] else [()]
    return render(
        request,
        "indicators/bulletin_detail.html",
        {
            "row": row,
            "moves": moves,
            "may_edit": row.status == Bulletin.Status.DRAFT and request.user.may(EDIT, row),
            "addressee": addressee(row.figures),
            "blocks": blocks(row.body),
            "head": head,
            "lines": lines,
            "trend": trend(row.figures),
            "ranking": ranking(row.figures),
            "restated": restated(row) if row.is_fixed else [],
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def bulletin_edit(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("您无权修改这份通报。")
    form = BulletinForm(given(request), initial={"title": row.title, "body": row.body})
    if request.method == "POST" and form.is_valid():
        try:
            services.revise_bulletin(by=request.user, bulletin=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(row)
    context = {"form": form, "row": row}
    status = 422 if form.errors else 200
    return render(request, "indicators/bulletin_form.html", context, status=status)


@require_POST
@login_required
def bulletin_redraw(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    try:
        services.redraw_bulletin(by=request.user, bulletin=row)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已重新取数，正文已按新数据重写。")
    return redirect(row)


@require_safe
@never_cache
@login_required
def bulletin_file(request, uid):
    """As a Word file: released, the paper as it was issued; before, as it would be."""
    row = get_object_or_404(seen(request), uid=uid)
    if row.paper:
        raw = docx_of(row.paper)
    else:
        draft = compose(row, row.federation)
        raw = house_docx(
            issuer=row.federation.name,
            title=draft.title,
            addressee=draft.addressee,
            body=draft.body,
        )
    header = {"Content-Disposition": content_disposition_header(True, f"{row.title}.docx")}
    return HttpResponse(raw, content_type=DOCX, headers=header)


@require_POST
@login_required
def bulletin_export(request):
    """The list as a spreadsheet."""
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看通报的权限。")
    chosen = BulletinFilter(request.GET, seen(request).defer("body"), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="-on")[:MOST]
    lines = (
        (
            *(row.title, row.federation.short_name, row.drive.name, row.on),
            *(row.figures["whole"]["n"], row.figures["whole"]["d"], row.get_status_display()),
            *(str(row.paper.number or "") if row.paper else "", row.released_at),
        )
        for row in rows
    )
    answer, number = sheet(COLUMNS, lines, title="通报目录")
    note_export(by=request.user, what="通报目录", rows=number)
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def bulletin_move(request, uid, verb):
    row = get_object_or_404(seen(request), uid=uid)
    move = BULLETIN.moves.get(verb)
    if move is None:
        raise Http404
    if not request.user.may(move.permission, row):
        raise PermissionDenied(f"您无权对“{row}”{move.label}。")
    form = ReasonForm(given(request), required=move.needs_reason)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_bulletin(by=request.user, bulletin=row, verb=verb, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已{move.label}。")
            return redirect(row)
    context = {
        "title": f"{move.label}通报",
        "text": "签发后取文号，正文和数据不再改变，下级工会都能看到。"
        if verb == "release"
        else row.title,
        "form": form,
        "submit": move.label,
        "cancel": row.get_absolute_url(),
        "danger": verb == "withdraw",
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)
