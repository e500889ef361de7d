"""Who speaks for organizations: the list officers keep, and the acts they share with managers."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from accounts.tasks import link_address
from accounts.views import posted
from orgs.forms.delegates import DelegateFilter, DutyForm, EndForm, InviteForm
from orgs.models import Delegate, Invitation, Organization
from orgs.services import delegates
from orgs.views.invitations import picture
from orgs.views.refusals import explain
from unions.paging import page_size

LINK_SHOWN = "delegate_link_shown"


def permission_of(user):
    """An officer looks after the organizations of the subtree, a manager after their own."""
    return Permission.DELEGATE_MANAGE if user.is_staff_side else Permission.OWN_ORG_MANAGE


def looked_after(request):
    found = Delegate.objects.for_user(request.user, permission_of(request.user))
    return found.select_related("user", "organization__federation")


def officers(request):
    if not request.user.may_somewhere(Permission.DELEGATE_MANAGE):
        raise PermissionDenied("您没有管理经办代表的权限，可请本级工会基层工作部办理。")


def back_of(request, organization):
    """The page from which an officer, or a manager, came."""
    if request.user.is_staff_side:
        return reverse("delegates:list")
    return reverse("portal:people", args=[organization.uid])


PAGES = (
    ("delegates:list", "经办代表", Permission.DELEGATE_MANAGE),
    ("claims:list", "组织认领", Permission.DELEGATE_MANAGE),
    ("corrections:list", "资料更正", Permission.ORG_EDIT),
)


def tabs(user, current):
    """What officers have to do with organizations' people: who is in, who asks for what."""
    return [
        {"label": label, "url": reverse(name), "active": name == current}
        for name, label, permission in PAGES
        if user.may_somewhere(permission)
    ]


@require_safe
@never_cache
@login_required
def listing(request):
    officers(request)
    form = DelegateFilter(request.GET or None)
    values = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = looked_after(request)
    match values.get("state", ""):
        case "":
            rows = rows.current()
        case "ended":
            rows = rows.filter(ends_on__lt=timezone.localdate())
    if duty := values.get("duty"):
        rows = rows.filter(duty=duty)
    if q := values.get("q"):
        rows = rows.filter(
            Q(user__name__icontains=q)
            | Q(user__username__icontains=q.lower())
            | Q(organization__name__icontains=q)
        )
    waiting = Invitation.objects.for_user(request.user, Permission.DELEGATE_MANAGE).open()
    shown = request.session.pop(LINK_SHOWN, None)
    context = {
        "filter": form,
        "tabs": tabs(request.user, "delegates:list"),
        "page": Paginator(
            rows.order_by("organization__name", "pk"), page_size(request.GET)
        ).get_page(request.GET.get("page")),
        "invitations": waiting.select_related("organization")[:50],
        "link": {"name": shown[0], "address": link_address(shown[1])} if shown else None,
    }
    return render(request, "orgs/delegates/list.html", context)


@login_required
def invite(request):
    officers(request)
    organizations = Organization.objects.for_user(request.user, Permission.DELEGATE_MANAGE)
    initial = {"organization": chosen_organization(request, organizations)}
    form = InviteForm(posted(request), organizations=organizations, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = delegates.invite(by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            return sent(request, invitation)
    context = {"form": form, "cancel": reverse("delegates:list")}
    status = 422 if form.errors else 200
    return render(request, "orgs/delegates/invite.html", context, status=status)


def sent(request, invitation):
    """On to the page that shows the link, to be printed or handed over."""
    how = "，链接已发到邮箱" if invitation.email else ""
    messages.success(request, f"已邀请{invitation.name}{how}。")
    return redirect("delegates:invitation", invitation.uid)


def chosen_organization(request, organizations):
    """The organization whose page led here, by its public number."""
    try:
        uid = UUID(request.GET.get("organization", ""))
    except ValueError:
        return ""
    chosen = organizations.filter(uid=uid).first()
    return (chosen.credit_code or chosen.name) if chosen else ""


def invitation_or_404(request, uid):
    rows = Invitation.objects.for_user(request.user, permission_of(request.user))
    return get_object_or_404(rows.select_related("organization", "by"), uid=uid)


@require_safe
@never_cache
@login_required
def invitation(request, uid):
    """The link and its picture, to be printed or shown; as long as it opens anything."""
    row = invitation_or_404(request, uid)
    waiting = row.state == "待接受"
    address = settings.PUBLIC_URL + reverse("portal:invited", args=[row.token])
    context = {
        "invitation": row,
        "waiting": waiting,
        "address": address if waiting else "",
        "picture": picture(address) if waiting else "",
        "back": back_of(request, row.organization),
    }
    return render(request, "orgs/delegates/invitation.html", context)


@require_POST
@login_required
def revoke(request, uid):
    row = invitation_or_404(request, uid)
    try:
        delegates.revoke(invitation=row, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, f"已撤回对{row.name}的邀请。")
    return redirect(back_of(request, row.organization))


@login_required
def end(request, pk):
    delegate = get_object_or_404(looked_after(request), pk=pk)
    form = EndForm(posted(request))

    def do():
        delegates.end(delegate=delegate, by=request.user, **form.cleaned_data)
        return f"已结束“{delegate.user}”对“{delegate.organization}”的代表资格。"

    return ask(
        request,
        form,
        do,
        title=f"结束“{delegate.user}”的代表资格？",
        text=f"结束后，下一次操作起就看不到“{delegate.organization}”的任何资料；账号本身保留。",
        submit="结束代表资格",
        back=back_of(request, delegate.organization),
    )


@login_required
def duty(request, pk):
    delegate = get_object_or_404(looked_after(request), pk=pk)
    every = request.user.is_staff_side
    form = DutyForm(posted(request), every=every, initial={"duty": delegate.duty})

    def do():
        delegates.set_duty(delegate=delegate, by=request.user, **form.cleaned_data)
        return f"“{delegate.user}”的职责已变更，从下一次操作起生效。"

    return ask(
        request,
        form,
        do,
        title=f"变更“{delegate.user}”的职责",
        text="负责人管理本组织的代表；经办人提出更正；财务只能查看。",
        submit="变更职责",
        back=back_of(request, delegate.organization),
    )


def ask(request, form, do, *, title, text, submit, back):
    """A small form on a page of its own; ``do`` gives the sentence that tells it is done."""
    if request.method == "POST" and form.is_valid():
        try:
            done = do()
        except (ValidationError, PermissionDenied) as refused:
            explain(form, refused)
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"title": title, "text": text, "submit": submit, "cancel": back, "form": form}
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


@login_required
def issue_link(request, pk):
    officers(request)
    delegate = get_object_or_404(looked_after(request), pk=pk)
    if request.method == "POST":
        try:
            token = delegates.issue_link(delegate=delegate, by=request.user)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            request.session[LINK_SHOWN] = [delegate.user.name, token]
        return redirect("delegates:list")
    context = {
        "title": f"为“{delegate.user}”签发设置密码的链接？",
        "text": "链接 72 小时内可用一次，只显示给您这一次。请当面或通过可靠的渠道交给本人。",
        "submit": "签发链接",
        "cancel": reverse("delegates:list"),
    }
    return render(request, "_components/confirm.html", context)
