"""Doing: register, change, rename, end, assign. One form, one service, back to the page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from jobs.idempotency import idempotent
from orgs import services
from orgs.forms import (
    AssignForm,
    EditForm,
    EndForm,
    LabourFieldForm,
    RegisterForm,
    RenameForm,
)
from orgs.models import Organization
from orgs.views.refusals import explain

NO_RIGHT = "您可以查看该社会组织，但没有修改的权限。"


def to_edit(request, uid):
    """404 to strangers, 403 to those who may only look."""
    seen = Organization.objects.for_user(request.user, Permission.ORG_VIEW)
    organization = get_object_or_404(seen.select_related("federation", "region"), uid=uid)
    if not request.user.may(Permission.ORG_EDIT, organization):
        raise PermissionDenied(NO_RIGHT)
    return organization


def answer(request, template, form, do, done, context):
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                organization = do()
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, done)
                return redirect(organization)
        if hasattr(form, "propose"):
            form.propose(request.user)
    return render(request, template, {"form": form, **context}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def create(request):
    if not request.user.may_somewhere(Permission.ORG_EDIT):
        raise PermissionDenied("您没有登记社会组织的权限。")
    form = RegisterForm(request.POST or None)

    def do():
        return services.register_organization(by=request.user, **form.values())

    return answer(request, "orgs/form.html", form, do, "已登记在册。", {"title": "新建社会组织"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request, uid):
    organization = to_edit(request, uid)
    form = EditForm(request.POST or None, instance=organization)

    def do():
        return services.update_organization(
            by=request.user,
            organization=organization,
            as_of=form.cleaned_data["as_of"],
            reason=form.cleaned_data["reason"],
            **form.values(),
        )

    context = {"title": f"修改：{organization.name}", "organization": organization}
    return answer(request, "orgs/form.html", form, do, "已保存。", context)


@method_decorator([login_required, idempotent], name="dispatch")
class Act(View):
    """A small form about one organization that leads to one service."""

    form_class = None
    title = submit = done = lede = ""
    danger = False

    def get(self, request, uid):
        organization = to_edit(request, uid)
        return self.respond(request, uid, self.form_class(initial=self.known(organization)))

    def known(self, organization):
        return {}

    def post(self, request, uid):
        return self.respond(request, uid, self.form_class(request.POST))

    def respond(self, request, uid, form):
        organization = to_edit(request, uid)
        context = {
            "title": self.title,
            "lede": self.lede,
            "submit": self.submit,
            "organization": organization,
        }

        def do():
            return self.act(by=request.user, organization=organization, **form.cleaned_data)

        return answer(request, "orgs/act.html", form, do, self.done, context)


class Rename(Act):
    form_class, act = RenameForm, staticmethod(services.rename)
    title, submit, done = "更名", "登记更名", "已更名，原名称仍可检索。"


class End(Act):
    form_class, act = EndForm, staticmethod(services.end_organization)
    title, submit, done = "登记终止", "登记终止", "已登记终止。"
    lede = "终止后不再计入在册；以往月份的统计不受影响。"


class DecideLabourField(Act):
    form_class, act = LabourFieldForm, staticmethod(services.decide_labour_field)
    title, submit, done = "认定劳动关系领域", "保存认定", "已认定。"
    lede = "劳动关系领域社会组织的认定：属于哪些方面、依据什么、从何时起。"

    def known(self, organization):
        return {
            "domains": organization.labour_domains,
            "basis": organization.labour_field_basis,
        }


class Assign(Act):
    form_class, act = AssignForm, staticmethod(services.assign_federation)
    title, submit, done = "指定责任工会", "指定责任工会", "已指定责任工会。"
    lede = "通常按住所确定责任工会；确需另行指定的，在此办理。"
