from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.models import Attachment
from documents.services.attachments import upload
from jobs.listing import ordered, page_of
from membership.filters.practices import PracticeFilter
from membership.forms.moves import ReasonForm, given
from membership.forms.practices import FileForm, PracticeForm
from membership.models import Practice
from membership.services import practices as services
from membership.views.foundings import explain
from membership.workflows.practices import PRACTICE

VIEW, EDIT = Permission.FOUNDING_VIEW, Permission.PRACTICE_EDIT
SORTS = {"title": "title", "published": "published_at", "written": "created_at"}


def seen(request):
    rows = Practice.objects.for_user(request.user, VIEW)
    return rows.select_related("federation", "author", "reviewer", "drive", "organization")


@require_safe
@login_required
def practice_list(request):
    chosen = PracticeFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs.defer("body"), request.GET, SORTS, default="-written")
    return render(
        request,
        "membership/practice_list.html",
        {
            "filter": chosen,
            "page": page_of(rows, request.GET),
            "may_write": request.user.may_somewhere(EDIT),
        },
    )


@require_safe
@login_required
def practice(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    moves = PRACTICE.available(row, request.user)
    if "publish" in moves and request.user.pk == row.author_id:
        moves["publish"][1].append("自己写的由别人审核发布。")
    may_edit = row.status == Practice.Status.DRAFT and request.user.may(EDIT, row)
    return render(
        request,
        "membership/practice_detail.html",
        {
            "row": row,
            "moves": moves,
            "may_edit": may_edit,
            "files": Attachment.objects.for_user(request.user, "").of(row),
            "upload": FileForm() if may_edit else None,
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def practice_new(request):
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有起草经验案例的权限。")
    return edit(request, None)


@require_http_methods(["GET", "POST"])
@login_required
def practice_edit(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("您无权修改这份材料。")
    return edit(request, row)


def edit(request, row):
    form = PracticeForm(given(request), instance=row, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            if row:
                made = services.revise_practice(by=request.user, practice=row, **form.cleaned_data)
            else:
                made = services.write_practice(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(made)
    cancel = row.get_absolute_url() if row else reverse("membership:practices")
    context = {"form": form, "row": row, "cancel": cancel}
    status = 422 if form.errors else 200
    return render(request, "membership/practice_form.html", context, status=status)


@require_POST
@login_required
def practice_file(request, uid):
    """Attach a file to a draft."""
    row = get_object_or_404(seen(request), uid=uid)
    if row.status != Practice.Status.DRAFT or not request.user.may(EDIT, row):
        raise PermissionDenied("只能给本级及下级的草稿添加附件。")
    form = FileForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise ValidationError("请选择文件。")
        file = form.cleaned_data["file"]
        upload(by=request.user, file=file, federation=row.federation, owner=row)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已添加附件。")
    return redirect(row)


@require_http_methods(["GET", "POST"])
@login_required
def practice_move(request, uid, verb):
    row = get_object_or_404(seen(request), uid=uid)
    move = PRACTICE.moves.get(verb)
    if move is None:
        raise Http404
    if not request.user.may(move.permission, row):
        raise PermissionDenied(f"您无权对“{row}”{move.label}。")
    form = ReasonForm(given(request), required=move.needs_reason)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_practice(by=request.user, practice=row, verb=verb, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已{move.label}。")
            return redirect(row)
    context = {
        "title": f"{move.label}：{row.title}",
        "form": form,
        "submit": move.label,
        "cancel": row.get_absolute_url(),
        "danger": verb == "withdraw",
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)
