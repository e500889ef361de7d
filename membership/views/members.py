"""The roster, for a union or all within reach; one member; what leaves the house."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from accounts.views import posted
from jobs.sheets import dated
from membership import member_listing
from membership.forms.members import CorrectForm, EndForm, ExportForm
from membership.member_listing import MemberFilter
from membership.models import Application, Member, Transfer
from membership.services import members as services
from membership.services.rosters import MOST_AT_ONCE, export_later, note_export
from membership.views.codes import union_asked
from orgs.views.refusals import explain

SIZES = {"10", "20", "50", "100"}


def within_reach(request, permission=Permission.MEMBER_VIEW):
    return Member.objects.for_user(request.user, permission)


def asked_of(request):
    form = MemberFilter(request.GET or None)
    return form, form.cleaned_data if form.is_bound and form.is_valid() else {}


@require_safe
@never_cache
@login_required
def listing(request):
    user = request.user
    if not user.may_somewhere(Permission.MEMBER_VIEW):
        raise PermissionDenied("您没有查看会员名册的权限。")
    form, asked = asked_of(request)
    union = union_asked(request)
    if asked.get("union"):
        asked["union"] = union.pk if union else -1
    said = request.GET.get("size")
    rows = member_listing.found(within_reach(request), asked)
    page = member_listing.page_of(rows, request.GET, int(said) if said in SIZES else 20)
    applications = Application.objects.for_user(user, Permission.MEMBER_VIEW).waiting()
    transfers = Transfer.objects.for_user(user, Permission.MEMBER_VIEW).waiting()
    context = {
        "filter": form,
        "page": page,
        "union": union,
        "applications": applications.order_by()[:1000].count(),
        "transfers": transfers.order_by()[:1000].count(),
        "may_edit": user.may_somewhere(Permission.MEMBER_EDIT),
        "may_export": user.may_somewhere(Permission.MEMBER_EXPORT),
    }
    return render(request, "membership/member_list.html", context)


@require_safe
@never_cache
@login_required
def one(request, uid):
    member = get_object_or_404(
        within_reach(request).select_related("union", "federation", "organization"), uid=uid
    )
    may_edit = request.user.may(Permission.MEMBER_EDIT, member)
    context = {
        "member": member,
        "line": member_listing.Shown(member),
        "may_edit": may_edit and member.ended_on is None,
        "may_erase": request.user.may_somewhere(Permission.ERASURE_ASK),
        "transfers": Transfer.objects.for_user(request.user, Permission.MEMBER_VIEW)
        .filter(member=member)
        .select_related("from_union", "to_union", "from_federation", "to_federation"),
    }
    return render(request, "membership/member_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def correct(request, uid):
    member = editable(request, uid)
    initial = {name: getattr(member, name) for name in ("worker", "post", "employer")}
    form = CorrectForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct(by=request.user, member=member, **form.values())
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, "已更正。")
            return redirect(member)
    return asking(request, member, form, "更正会员资料", "保存更正")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def end(request, uid):
    member = editable(request, uid)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(by=request.user, member=member, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, "会籍已终止。")
            return redirect(member)
    return asking(request, member, form, "终止会籍", "终止会籍", danger=True)


def editable(request, uid):
    rows = within_reach(request).select_related("union", "federation")
    member = get_object_or_404(rows, uid=uid)
    if not request.user.may(Permission.MEMBER_EDIT, member):
        raise PermissionDenied("只能办理本级及下级工会的会员。")
    return member


def asking(request, member, form, title, submit, **more):
    context = {
        "title": title,
        "text": f"{member_listing.Shown(member).name}，{member.place}",
        "form": form,
        "submit": submit,
        "cancel": member.get_absolute_url(),
        **more,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "_components/confirm.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def export(request):
    """What the list found, as a workbook: masked at once, many or unmasked by a job; the latter is
    not to be fetched before a leader has agreed."""
    user = request.user
    if not user.may_somewhere(Permission.MEMBER_EXPORT):
        raise PermissionDenied("您没有导出会员名册的权限。")
    _, asked = asked_of(request)
    union = union_asked(request)
    if asked.get("union"):
        asked["union"] = union.pk if union else -1
    rows = member_listing.found(within_reach(request, Permission.MEMBER_EXPORT), asked)
    count = rows.order_by().count()
    may_whole = user.may_somewhere(Permission.PERSONAL_REVEAL)
    form = ExportForm(posted(request), may_whole=may_whole)
    if request.method == "POST" and form.is_valid():
        purpose, whole = form.cleaned_data["purpose"], form.cleaned_data.get("whole", False)
        if whole or count > MOST_AT_ONCE:
            job = export_later(
                by=user, query=request.GET.urlencode(), count=count, purpose=purpose, whole=whole
            )
            return redirect(job)
        file = BytesIO()
        member_listing.write(file, user, rows, purpose=purpose)
        note_export(by=user, count=count, purpose=purpose)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=dated("会员名册"))
    context = {
        "title": "导出会员名册",
        "text": f"{union.name if union else '本级及下级'}，符合条件的 {count:,} 人。",
        "form": form,
        "submit": "导出",
        "cancel": f"/members/?{request.GET.urlencode()}",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "_components/confirm.html", context, status=status)
