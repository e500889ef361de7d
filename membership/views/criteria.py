"""The criteria of one organization, judged one by one (CQ-22)."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from membership.criteria_shown import criteria_of
from membership.forms.criteria import CriterionForm
from membership.forms.foundings import ReasonForm
from membership.models import CriterionFinding, Eligibility
from membership.services.criteria import judge_criterion, withdraw_criterion
from membership.views.foundings import act, organization_for, timeline
from orgs.models import Organization

VIEW = Permission.FOUNDING_VIEW


@require_safe
@never_cache
@login_required
def criteria(request, uid):
    """All of them: what the register says, what somebody saw, and by what evidence."""
    seen = Organization.objects.for_user(request.user, VIEW).select_related("federation")
    organization = get_object_or_404(seen, uid=uid)
    rows = criteria_of(organization, request.user, VIEW)
    may_edit = request.user.may(Permission.FOUNDING_EDIT, organization)
    return render(
        request,
        "membership/criteria.html",
        {
            "organization": organization,
            "rows": rows,
            "met": sum(bool(row.met) for row in rows),
            "eligibility": timeline(Eligibility, request, organization).valid().first(),
            "may_edit": may_edit and not organization.ended_on,
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def judge(request, uid, criterion):
    organization = organization_for(request, uid)
    if criterion not in CriterionFinding.Criterion:
        raise Http404
    label = CriterionFinding.Criterion(criterion).label
    return act(
        request,
        organization,
        CriterionForm(request.POST or None, request.FILES or None),
        lambda data: judge_criterion(
            by=request.user, organization=organization, criterion=criterion, **data
        ),
        done=f"已认定“{label}”。",
        title=f"认定“{label}”",
        lede=organization.name,
        submit="登记认定",
        back=address(organization),
    )


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request, uid, pk):
    organization = organization_for(request, uid)
    findings = CriterionFinding.objects.for_user(request.user, VIEW).filter(voided_at=None)
    finding = get_object_or_404(findings, organization=organization, pk=pk)
    return act(
        request,
        organization,
        ReasonForm(request.POST or None),
        lambda data: withdraw_criterion(by=request.user, finding=finding, **data),
        done="已撤回这条认定。",
        title="撤回认定",
        lede=f"{finding}（{finding.judged_on:%Y-%m-%d}）。撤回后按上一次认定，没有的按名册资料判定。",
        submit="撤回认定",
        back=address(organization),
    )


def address(organization):
    return reverse("membership:criteria", args=[organization.uid])
