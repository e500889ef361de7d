"""The officer's side: what waits, one beside what is known of the person, and many at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from accounts.views import posted
from membership.comparing import compared
from membership.forms.joining import ApplicationFilter, PlaceForm, RefuseForm, ReturnForm
from membership.models import Application
from membership.services import reviewing
from membership.workflows.joining import APPLICATION
from orgs.views.refusals import explain

SIZES = {"10", "20", "50", "100"}
MOST_AT_ONCE = 200


def within_reach(request):
    rows = Application.objects.for_user(request.user, Permission.MEMBER_VIEW)
    return rows.select_related(
        "code__union__federation", "code__federation", "decided_by", "member", "transfer"
    )


@require_safe
@never_cache
@login_required
def queue(request):
    """What waits, first due first; one query answers for all rows of a page who is a member."""
    user = request.user
    if not user.may_somewhere(Permission.MEMBER_VIEW):
        raise PermissionDenied("您没有查看入会申请的权限。")
    form = ApplicationFilter(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows, state = within_reach(request), asked.get("state")
    if state != "all":
        rows = rows.filter(status=state or Application.Status.SUBMITTED)
    if asked.get("union"):
        rows = rows.filter(code__union=asked["union"])
    if asked.get("code"):
        rows = rows.filter(code__uid=asked["code"])
    rows = rows.order_by("-submitted_at", "-pk") if state else rows.order_by("due_on", "pk")
    size = request.GET.get("size")
    page = Paginator(rows, int(size) if size in SIZES else 20).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "page": page,
        "lines": compared(list(page), user),
        "waiting": not state,
        "may_edit": user.may_somewhere(Permission.MEMBER_EDIT),
    }
    return render(request, "membership/application_list.html", context)


@require_safe
@never_cache
@login_required
def one(request, uid):
    application = get_object_or_404(within_reach(request), uid=uid)
    return render(request, "membership/application_detail.html", told(request, application))


def told(request, application):
    [line] = compared([application], request.user)
    return {
        "application": application,
        "line": line,
        "moves": APPLICATION.available(application, request.user),
        "following": following(request, application),
    }


def following(request, application):
    """The next that waits, so that a queue is worked off without going back to the list."""
    rows = Application.objects.for_user(request.user, Permission.MEMBER_EDIT).waiting()
    return rows.exclude(pk=application.pk).order_by("due_on", "pk").first()


@require_POST
@never_cache
@login_required
def approve(request, uid):
    application = get_object_or_404(within_reach(request), uid=uid)
    form = PlaceForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, " ".join(m for errors in form.errors.values() for m in errors))
        return redirect(application)
    try:
        done = reviewing.approve(by=request.user, application=application, **form.cleaned_data)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(application)
    moving = done.status == Application.Status.TRANSFERRING
    messages.success(
        request,
        f"{done.number} 已有会籍，已向会籍所在的工会提出转接。"
        if moving
        else f"{done.number} 已通过。",
    )
    return redirect(following(request, done) or "membership:applications")


@require_POST
@never_cache
@login_required
def approve_many(request):
    """The ticked ones, each by itself; what could not be done is named with its reason."""
    if not request.user.may_somewhere(Permission.MEMBER_EDIT):
        raise PermissionDenied("您没有审核入会申请的权限。")
    ids = [int(key) for key in request.POST.getlist("ids") if key.isdecimal() and len(key) < 19]
    rows = within_reach(request).filter(status=Application.Status.SUBMITTED, pk__in=ids)
    chosen = list(rows.order_by("due_on", "pk")[:MOST_AT_ONCE])
    if not chosen:
        messages.warning(request, "请先勾选待审核的申请。")
        return redirect("membership:applications")
    joined, moving, left = reviewing.approve_many(by=request.user, applications=chosen)
    said = f"已通过 {joined} 人" + (f"，向原工会提出转接 {moving} 人" if moving else "")
    messages.success(request, f"{said}。")
    for application, why in left[:10]:
        messages.error(request, f"{application.number} 未办：{why}")
    return redirect("membership:applications")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def send_back(request, uid):
    return act(request, uid, "send_back", ReturnForm, reviewing.send_back)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def refuse(request, uid):
    return act(request, uid, "refuse", RefuseForm, reviewing.refuse)


def act(request, uid, verb, form_class, service):
    application = get_object_or_404(within_reach(request), uid=uid)
    move = APPLICATION.moves[verb]
    if not request.user.may(Permission.MEMBER_EDIT, application):
        raise PermissionDenied("只能审核本级及下级工会的入会申请。")
    form = form_class(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            done = service(by=request.user, application=application, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, f"{done.number}：{move.label}。")
            return redirect(following(request, done) or "membership:applications")
    context = {
        "title": f"{move.label}：{application.number}",
        "text": f"申请加入：{application.code.host}",
        "form": form,
        "submit": move.label,
        "danger": verb == "refuse",
        "cancel": application.get_absolute_url(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "_components/confirm.html", context, status=status)
