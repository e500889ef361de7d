from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from communications import inbox, services, showcase
from communications.forms import NoticeForm, ReasonForm
from communications.models import Notice, Notification
from communications.workflows import NOTICE
from unions.paging import page_size


def paged(request, rows, size=20):
    return Paginator(rows, page_size(request.GET, size)).get_page(request.GET.get("page"))


@require_safe
@never_cache
@login_required
def inbox_page(request):
    """The home of officers: what waits for them, most pressing first, and what is new."""
    groups = inbox.groups(request.user)
    notifications = Notification.objects.for_user(request.user, "")
    return render(
        request,
        "communications/inbox.html",
        {
            "groups": groups,
            "headline": inbox.headline(groups),
            "lede": "按您的任职和代理汇总；办完一项，它就从这里消失。" if groups else "",
            "notices": inbox.unread_notices(request.user).select_related("federation")[:5],
            "notifications": notifications.unread()[:5],
            "unread": notifications.unread().count(),
            "may_look": request.user.may_somewhere(Permission.ORG_VIEW),
        },
    )


@require_safe
@never_cache
@login_required
def notification_list(request):
    rows = Notification.objects.for_user(request.user, "")
    return render(
        request,
        "communications/notifications.html",
        {"page": paged(request, rows), "unread": rows.unread().count()},
    )


@require_POST
@login_required
def mark_read(request):
    """One of them (``id``) or all; then on to what it is about, or back to the list."""
    rows = Notification.objects.for_user(request.user, "")
    if key := request.POST.get("id", ""):
        rows = rows.filter(pk=key) if key.isdecimal() else rows.none()
    target = rows.values_list("url", flat=True).first() if key else ""
    services.mark_read(by=request.user, notifications=rows)
    if target and url_has_allowed_host_and_scheme(target, None):
        return redirect(target)
    return redirect("communications:notifications")


def read_by(request):
    return Notice.objects.for_user(request.user, Permission.NOTICE_VIEW)


def managed_by(request):
    return Notice.objects.for_user(request.user, Permission.NOTICE_PUBLISH)


@require_safe
@login_required
def notice_list(request):
    """Notices to me; for publishers also those of their own federations, drafts among them."""
    publisher = request.user.may_somewhere(Permission.NOTICE_PUBLISH)
    own = publisher and request.GET.get("tab") == "own"
    rows = managed_by(request) if own else read_by(request)
    rows = rows.select_related("federation").order_by("-published_at", "-pk")
    page = paged(request, rows)
    unread = set()
    if not own:
        shown = read_by(request).filter(pk__in=[n.pk for n in page])
        unread = set(shown.unread_by(request.user).values_list("pk", flat=True))
    tabs = [{"label": "发给我的", "url": "?", "active": not own}]
    if publisher:
        tabs.append({"label": "本级发布", "url": "?tab=own", "active": own})
    return render(
        request,
        "communications/notice_list.html",
        {"page": page, "unread": unread, "own": own, "tabs": tabs, "publisher": publisher},
    )


@require_safe
@login_required
def notice_detail(request, pk):
    notice = read_by(request).filter(pk=pk).select_related("federation", "author").first()
    managed = managed_by(request).filter(pk=pk).select_related("federation", "author").first()
    shown = notice or managed
    if shown is None:
        shown = get_object_or_404(read_by(request), pk=pk)
    if notice and request.method == "GET":
        services.read_notice(by=request.user, notice=notice)
    return render(
        request,
        "communications/notice_detail.html",
        {
            "notice": shown,
            "managed": managed is not None,
            "moves": NOTICE.available(managed, request.user) if managed else {},
            "reads": managed.reads.count() if managed else None,
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def notice_edit(request, pk=None):
    if not request.user.may_somewhere(Permission.NOTICE_PUBLISH):
        raise PermissionDenied("您没有发布通知的权限。")
    notice = get_object_or_404(managed_by(request), pk=pk) if pk else None
    form = NoticeForm(request.POST or None, user=request.user, instance=notice)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                if notice:
                    made = services.revise_notice(
                        by=request.user, notice=notice, **form.cleaned_data
                    )
                else:
                    made = services.draft_notice(by=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, "已存为草稿，核对后即可发布。")
                return redirect("communications:notice", pk=made.pk)
        status = 422
    context = {"form": form, "notice": notice}
    return render(request, "communications/notice_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def notice_move(request, pk, verb):
    """Publish at once; withdraw after the reason has been given."""
    notice = get_object_or_404(managed_by(request), pk=pk)
    move = NOTICE.moves.get(verb)
    if move is None or (request.method == "GET" and not move.needs_reason):
        return redirect("communications:notice", pk=pk)
    form = ReasonForm(request.POST or None) if move.needs_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            services.move_notice(
                by=request.user,
                notice=notice,
                verb=verb,
                reason=form.cleaned_data["reason"] if form else "",
            )
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, f"已{move.label}“{notice}”。")
        return redirect("communications:notice", pk=pk)
    return render(
        request,
        "_components/confirm.html",
        {
            "title": f"{move.label}“{notice}”",
            "text": "撤回后读者不再看到这份通知；撤回的原因会留在操作记录中。",
            "form": form,
            "submit": move.label,
            "cancel": f"/communications/notices/{pk}/",
        },
        status=422 if form and form.is_bound else 200,
    )


@login_not_required
@require_safe
def public_list(request):
    """What anybody may read: small, without log-in."""
    rows = Notice.objects.public().select_related("federation").order_by("-published_at", "-pk")
    sections = [] if request.GET.get("page") else showcase.shown()
    context = {"page": paged(request, rows), "sections": sections}
    return render(request, "communications/public.html", context)


@login_not_required
@require_safe
def public_notice(request, pk):
    notice = get_object_or_404(Notice.objects.public().select_related("federation"), pk=pk)
    return render(request, "communications/public_notice.html", {"notice": notice})
