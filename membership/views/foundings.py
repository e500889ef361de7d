"""One organization at a time: assess it, record its coverage, end or correct what is recorded."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from membership import services
from membership.forms.foundings import (
    AssessForm,
    CorrectForm,
    CoverForm,
    EndForm,
    FormChoiceForm,
    FoundForm,
    ReasonForm,
)
from membership.models import Coverage, Eligibility
from membership.services.coverage import FORM_OF
from orgs.models import Organization

STEPS = ["建会形式", "工会与日期"]
KIND_OF = {form: kind for kind, form in FORM_OF.items()}


def organization_for(request, uid):
    """The organization, within reach; 404 to strangers, 403 to those who may only look."""
    seen = Organization.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    organization = get_object_or_404(seen.select_related("federation"), uid=uid)
    if not request.user.may(Permission.FOUNDING_EDIT, organization):
        raise PermissionDenied("您可以查看该组织，但没有办理建会的权限。")
    return organization


def explain(form, refusal):
    """Put a service's refusal where it belongs on the form, in its own words."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    elsewhere = {"founded_on": "as_of"}
    for name, errors in refusal.error_dict.items():
        name = elsewhere.get(name, name)
        form.add_error(name if name in form.fields else None, errors)


def act(request, organization, form, do, *, done, **context):
    """Show a form; when it comes back filled in, do the act and go back: to the
    organization, or to the page of it named."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                do(form.cleaned_data)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, done)
                return redirect(context.get("back") or organization)
        status = 422
    return render(
        request,
        context.pop("template", "membership/act.html"),
        {"organization": organization, "form": form, **context},
        status=status,
    )


def timeline(model, request, organization):
    """What is now known of the organization, and within the viewer's reach."""
    rows = model.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    return rows.of(organization).known()


def covered_now(request, organization):
    rows = timeline(Coverage, request, organization).counted().valid()
    return rows.select_related("union")


@require_http_methods(["GET", "POST"])
@login_required
def assess(request, uid):
    organization = organization_for(request, uid)
    now = timeline(Eligibility, request, organization).valid().first()
    initial = {}
    if now:
        names = ("decision", "reason", "other_reasons", "evidence")
        initial = {name: getattr(now, name) for name in names}
    return act(
        request,
        organization,
        AssessForm(request.POST or None, initial=initial),
        lambda data: services.assess(by=request.user, organization=organization, **data),
        done=f"已登记对“{organization}”的认定。",
        now=now,
        title="认定建会条件",
        submit="登记认定结论",
        template="membership/assess.html",
    )


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request, uid, pk):
    organization = organization_for(request, uid)
    row = get_object_or_404(timeline(Eligibility, request, organization), pk=pk)
    return act(
        request,
        organization,
        ReasonForm(request.POST or None),
        lambda data: services.withdraw_assessment(by=request.user, assessment=row, **data),
        done="已撤回这条认定。",
        title="撤回建会条件认定",
        lede=f"{row.valid_from:%Y-%m-%d} 起“{row.get_decision_display()}”的结论将视为从未作出。",
        submit="撤回认定",
    )


@require_http_methods(["GET", "POST"])
@login_required
def cover(request, uid):
    """In which form, then by which union: one question a page where the rest depends on it."""
    organization = organization_for(request, uid)
    now = covered_now(request, organization).first()
    context = {"organization": organization, "now": now, "form_steps": STEPS}
    chosen = FormChoiceForm(request.GET if "form" in request.GET else None)
    if not chosen.is_valid():
        return render(
            request,
            "membership/cover_form.html",
            {**context, "form": chosen},
            status=422 if chosen.is_bound else 200,
        )
    form = chosen.cleaned_data["form"]
    founding = request.GET.get("new", "1" if form == Coverage.Form.SINGLE else "") == "1"
    founding = founding and form in KIND_OF
    search = request.GET.get("q", "").strip()
    seen = request.POST.get("instead_of", "")
    instead_of = now if now and seen == str(now.pk) else None

    def do(data):
        if founding:
            new = {"founding": filled.founding(KIND_OF[form])}
        else:
            new = {"union": data["union"], "basis": data["basis"]}
        services.record_coverage(
            by=request.user,
            organization=organization,
            form=form,
            as_of=data["as_of"],
            instead_of=instead_of,
            **new,
        )

    near = organization.federation
    if founding:
        initial = {"name": f"{organization.name}工会"} if form == Coverage.Form.SINGLE else {}
        filled = FoundForm(request.POST or None, user=request.user, near=near, initial=initial)
    else:
        filled = CoverForm(
            request.POST or None, user=request.user, form=form, search=search, near=near
        )
    return act(
        request,
        organization,
        filled,
        do,
        done=f"已登记“{organization}”的工会覆盖。",
        chosen=Coverage.Form(form),
        founding=founding,
        may_found=form in KIND_OF,
        search=search,
        advice=advice(organization, form),
        now=now,
        form_steps=STEPS,
        template="membership/cover.html",
    )


def advice(organization, form):
    """What the law suggests, as a hint and never a refusal (工会法 2021 art. 11)."""
    if (organization.staff_count or 0) >= 25 and form not in (
        Coverage.Form.SINGLE,
        Coverage.Form.INDUSTRY,
    ):
        return (
            f"该组织有从业人员 {organization.staff_count} 人。依照工会法第十一条，"
            "会员满 25 人的应当建立基层工会委员会，请考虑单独建会。"
        )
    return ""


@require_http_methods(["GET", "POST"])
@login_required
def end(request, uid):
    organization = organization_for(request, uid)
    row = get_object_or_404(covered_now(request, organization))
    return act(
        request,
        organization,
        EndForm(request.POST or None),
        lambda data: services.end_coverage(
            by=request.user, organization=organization, coverage=row, **data
        ),
        done="已登记终止。",
        title="终止工会覆盖",
        lede=f"“{row.union}”自 {row.valid_from:%Y-%m-%d} 起覆盖（{row.get_form_display()}）。",
        submit="终止覆盖",
    )


def coverage_of(request, organization, pk):
    rows = timeline(Coverage, request, organization).select_related("union")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@login_required
def correct(request, uid, pk):
    organization = organization_for(request, uid)
    row = coverage_of(request, organization, pk)
    initial = {name: getattr(row, name) for name in ("valid_from", "valid_to", "basis")}
    return act(
        request,
        organization,
        CorrectForm(request.POST or None, initial=initial),
        lambda data: services.correct_coverage(by=request.user, coverage=row, **data),
        done="已更正。",
        title="更正覆盖记录",
        lede=f"“{row.union}”，{row.get_form_display()}。如覆盖工会登错，请撤销后重新登记。",
        submit="保存更正",
    )


@require_http_methods(["GET", "POST"])
@login_required
def void(request, uid, pk):
    organization = organization_for(request, uid)
    row = coverage_of(request, organization, pk)
    return act(
        request,
        organization,
        ReasonForm(request.POST or None),
        lambda data: services.void_coverage(by=request.user, coverage=row, **data),
        done="已撤销这条记录。",
        title="撤销误登的覆盖",
        lede=f"{row.valid_from:%Y-%m-%d} 起由“{row.union}”覆盖的记录将视为从未登记。",
        submit="撤销记录",
    )
