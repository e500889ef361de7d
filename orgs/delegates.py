"""Pages on which officers give organizations their accounts: list, invite, end, link."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone

from accounts.roles import Permission
from accounts.tasks import link_address
from accounts.views import posted
from orgs.models import Delegate, Organization
from orgs.services import delegates

app_name = "delegates"
LINK_SHOWN = "delegate_link_shown"


class DelegateFilter(forms.Form):
    q = forms.CharField(label="姓名、用户名或组织名称", required=False, max_length=100)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "在任"), ("ended", "已结束"), ("all", "全部")]
    )


class InviteForm(forms.Form):
    organization = forms.CharField(
        label="社会组织",
        max_length=200,
        help_text="填统一社会信用代码或全称。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    duty = forms.ChoiceField(label="职责", choices=Delegate.Duty.choices, initial="operator")
    name = forms.CharField(label="姓名", max_length=60)
    username = forms.CharField(
        label="用户名",
        max_length=60,
        help_text="登录时输入，小写字母、数字、点、横线。",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    email = forms.EmailField(label="电子邮箱", required=False, help_text="用于找回密码，可不填。")
    phone = forms.RegexField(
        r"^(1\d{10})?$",
        label="手机",
        required=False,
        error_messages={"invalid": "手机号应为 11 位数字。"},
    )
    ends_on = forms.DateField(
        label="结束日期",
        required=False,
        help_text="没有期限的不填。",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, **kwargs)
        self.organizations = organizations

    def clean_organization(self):
        text = self.cleaned_data["organization"].strip()
        found = list(self.organizations.filter(Q(credit_code=text) | Q(name=text))[:2])
        if not found:
            raise ValidationError("本级及下级没有这家社会组织，请核对代码或全称。")
        if len(found) > 1:
            raise ValidationError("有多家同名的社会组织，请填统一社会信用代码。")
        return found[0]

    def refuse(self, error):
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        else:
            self.add_error(None, error)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200)


def ours(request):
    if not request.user.may_somewhere(Permission.DELEGATE_MANAGE):
        raise PermissionDenied("您没有管理经办代表的权限，可请本级工会基层工作部办理。")
    return Delegate.objects.for_user(request.user, Permission.DELEGATE_MANAGE).select_related(
        "user", "organization__federation"
    )


@login_required
def listing(request):
    form = DelegateFilter(request.GET or None)
    values = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = ours(request)
    match values.get("state", ""):
        case "":
            rows = rows.current()
        case "ended":
            rows = rows.filter(ends_on__lt=timezone.localdate())
    if q := values.get("q"):
        rows = rows.filter(
            Q(user__name__icontains=q)
            | Q(user__username__icontains=q.lower())
            | Q(organization__name__icontains=q)
        )
    shown = request.session.pop(LINK_SHOWN, None)
    context = {
        "filter": form,
        "page": Paginator(rows.order_by("organization__name", "pk"), 20).get_page(
            request.GET.get("page")
        ),
        "link": {"name": shown[0], "address": link_address(shown[1])} if shown else None,
    }
    return render(request, "orgs/delegates/list.html", context)


@login_required
def invite(request):
    ours(request)
    organizations = Organization.objects.for_user(request.user, Permission.DELEGATE_MANAGE)
    initial = {"organization": chosen_organization(request, organizations)}
    form = InviteForm(posted(request), organizations=organizations, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            delegate, token = delegates.invite(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            request.session[LINK_SHOWN] = [delegate.user.name, token]
            messages.success(request, f"已为“{delegate.organization}”开设经办代表账号。")
            return redirect("delegates:list")
    status = 422 if form.errors else 200
    return render(request, "orgs/delegates/invite.html", {"form": form}, status=status)


def chosen_organization(request, organizations):
    """The organization whose page led here, by its public number."""
    try:
        uid = UUID(request.GET.get("organization", ""))
    except ValueError:
        return ""
    chosen = organizations.filter(uid=uid).first()
    return (chosen.credit_code or chosen.name) if chosen else ""


@login_required
def end(request, pk):
    delegate = get_object_or_404(ours(request), pk=pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            delegates.end(delegate=delegate, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"“{delegate.user}”不再代表“{delegate.organization}”。")
        return redirect("delegates:list")
    context = {
        "title": f"结束“{delegate.user}”的代表资格？",
        "text": f"结束后，下一次操作起就看不到“{delegate.organization}”的任何资料；账号本身保留。",
        "submit": "结束代表资格",
        "cancel": reverse("delegates:list"),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", context, status=status)


@login_required
def issue_link(request, pk):
    delegate = get_object_or_404(ours(request), pk=pk)
    if request.method == "POST":
        try:
            token = delegates.issue_link(delegate=delegate, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
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


urlpatterns = [
    path("delegates/", listing, name="list"),
    path("delegates/new/", invite, name="invite"),
    path("delegates/<int:pk>/end/", end, name="end"),
    path("delegates/<int:pk>/link/", issue_link, name="issue_link"),
]
