"""The tree of targets: what is asked of a federation, how it splits it, what those below say."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from membership.forms.targets import AnswerForm, ProposeForm, SharesForm, SplitForm
from membership.models import Drive, TargetPlan
from membership.queries import (
    answers_for,
    asked_of,
    compared,
    federation_in,
    given_below,
    reads_answer,
    standing_in,
    versions_of,
)
from membership.services import targets as services
from membership.simulating import simulation
from membership.views.foundings import explain

Method, Status = TargetPlan.Method, TargetPlan.Status


def drive_and_place(request, code, permission=Permission.FOUNDING_VIEW):
    """The drive and the federation looked from; 404 where either is out of reach."""
    drives = Drive.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    drive = get_object_or_404(drives.select_related("federation"), code=code)
    asked = request.GET.get("federation", "").strip()
    federation = federation_in(drive, request.user, permission, asked)
    if federation is None:
        raise Http404
    return drive, federation


def due_of(request, drive):
    """The target asked for; 404 if the drive has none of that day."""
    found = [t for t in drive.targets.all() if t.due_on.isoformat() == request.GET.get("due", "")]
    if not found:
        raise Http404
    return found[0]


@require_safe
@never_cache
@login_required
def overview(request, code):
    """Each target of a drive, as one federation has it: asked from above, split below."""
    drive, federation = drive_and_place(request, code)
    plans = TargetPlan.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    plans = list(plans.filter(drive=drive, federation=federation).select_related("by"))
    return render(
        request,
        "membership/targets_overview.html",
        {
            "drive": drive,
            "federation": federation,
            "heads": standing_in(drive, request.user, Permission.FOUNDING_VIEW),
            "above": federation.path != drive.federation.path
            and federation_in(
                drive,
                request.user,
                Permission.FOUNDING_VIEW,
                federation.parent.code if federation.parent else "-",
            ),
            "targets": [
                {
                    "target": target,
                    "share": asked_of(drive, federation, target.due_on),
                    "plans": [p for p in plans if p.due_on == target.due_on],
                }
                for target in drive.targets.all()
            ],
            "is_head": federation == drive.federation,
            "below": given_below(drive, federation),
            "may_split": request.user.may_at(Permission.DRIVE_MANAGE, federation),
        },
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def split(request, code):
    """Measured and split in each of the three ways, side by side; then one is drafted."""
    drive, federation = drive_and_place(request, code)
    if not request.user.may_at(Permission.DRIVE_MANAGE, federation):
        raise PermissionDenied(services.NOT_YOURS)
    target = due_of(request, drive)
    form = SplitForm(request.POST or None, drive=drive, federation=federation)
    back = reverse("membership:targets", args=[drive.code]) + f"?federation={federation.code}"
    page = {"drive": drive, "federation": federation, "target": target, "form": form, "back": back}
    if request.method == "POST" and form.is_valid():
        wanted = {**form.cleaned_data, "drive": drive, "federation": federation}
        depth = wanted.pop("depth")
        try:
            if request.POST.get("act") == "tree":
                told = services.issue_tree(
                    by=request.user, due_on=target.due_on, depth=depth, **wanted
                )
                plan = told["plan"]
                done = f"已逐级下达：{told['plans']:,} 个方案，{told['shares']:,} 项任务。"
            else:
                plan = services.draft_plan(by=request.user, due_on=target.due_on, **wanted)
                done = f"已按“{plan.get_method_display()}”测算，请核对后征求意见或下达。"
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, done)
            return redirect(plan)
    page["simulated"] = simulated(drive, federation, target.due_on, form)
    status = 422 if request.method == "POST" else 200
    return render(request, "membership/targets_split.html", page, status=status)


def simulated(drive, federation, due_on, form):
    """What each way of splitting would give; why not, where it cannot be measured."""
    found = {"methods": Method.choices, "refused": ""}
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    depth = told["depth"] if told else form.fields["depth"].initial
    try:
        what = simulation(
            drive=drive,
            federation=federation,
            due_on=due_on,
            quota=told.get("quota"),
            depth=depth,
        )
    except ValidationError as refusal:
        return found | {"refused": " ".join(refusal.messages)}
    rows = [
        {"part": part, "quotas": [(label, quotas[code]) for code, label in Method.choices]}
        for part, quotas in what.rows
    ]
    below = any(part.federation.pk != federation.pk for part, _ in what.rows)
    return found | {"what": what, "rows": rows, "below": below}


def plan_of(request, uid, permission=Permission.FOUNDING_VIEW):
    plans = TargetPlan.objects.for_user(request.user, permission)
    return get_object_or_404(plans.select_related("drive", "federation", "by"), uid=uid)


def plan_to_change(request, uid):
    """404 to strangers, 403 to those who are given a share but do not split."""
    plan = plan_of(request, uid)
    if not request.user.may_at(Permission.DRIVE_MANAGE, plan.federation):
        raise PermissionDenied(services.NOT_YOURS)
    return plan


@require_safe
@never_cache
@login_required
def detail(request, uid):
    return show(request, plan_of(request, uid))


def overview_of(user, plan):
    """Where the targets are seen beside this plan: its federation's, or one's own below it."""
    seen = federation_in(plan.drive, user, Permission.FOUNDING_VIEW, plan.federation.code)
    place = f"?federation={plan.federation.code}" if seen else ""
    return reverse("membership:targets", args=[plan.drive.code]) + place


def show(request, plan, *, shares_form=None, answer_form=None, refused=(), status=200):
    """A plan: whom it gives how much, what they say to it, and what can be done now."""
    user = request.user
    manages = user.may_at(Permission.DRIVE_MANAGE, plan.federation)
    open_ = plan.status in (Status.DRAFT, Status.PROPOSED)
    shares = list(plan.shares.select_related("federation", "plan__federation", "answered_by"))
    for share in shares:
        share.mine = (
            plan.status == Status.PROPOSED
            and share.federation_id != plan.federation_id
            and answers_for(user, share)
        )
        share.told = reads_answer(user, share)
    form = shares_form or SharesForm(shares=shares)
    for share in shares:
        share.field = form[f"share_{share.pk}"]
    asked = asked_of(plan.drive, plan.federation, plan.due_on)
    return render(
        request,
        "membership/plan_detail.html",
        {
            "plan": plan,
            "shares": shares,
            "total": sum(s.quota for s in shares),
            "more": sum(s.gap for s in shares),
            "waiting": sum(s.answer == "waiting" for s in shares),
            "objecting": [s for s in shares if s.is_countered],
            "outgrown": asked and plan.status != Status.SUPERSEDED and asked.quota > plan.quota,
            "asked": asked,
            "versions": [v for v in visible(user, versions_of(plan)) if v != plan],
            "may_edit": manages and open_,
            "manages": manages,
            "overview": overview_of(user, plan),
            "mine": [s for s in shares if s.mine],
            "propose": ProposeForm(),
            "answer": answer_form or AnswerForm(),
            "refused": [*refused, *(shares_form.wrong() if shares_form else ())],
        },
        status=status,
    )


def visible(user, plans):
    reach = TargetPlan.objects.for_user(user, Permission.FOUNDING_VIEW)
    return plans.filter(pk__in=reach.values("pk"))


def answered(request, plan, do, done):
    """Do one act on a plan; its refusal is told on the plan's own page."""
    try:
        do()
    except ValidationError as refusal:
        return show(request, plan, refused=refusal.messages, status=422)
    messages.success(request, done)
    return redirect(plan)


@require_POST
@login_required
def set_shares(request, uid):
    plan = plan_to_change(request, uid)
    form = SharesForm(request.POST, shares=plan.shares.select_related("federation", "plan"))
    if not form.is_valid():
        return show(request, plan, shares_form=form, status=422)
    try:
        services.set_shares(by=request.user, plan=plan, quotas=form.quotas())
    except ValidationError as refusal:
        return show(request, plan, shares_form=form, refused=refusal.messages, status=422)
    messages.success(request, "已保存调整。")
    return redirect(plan)


@require_POST
@login_required
def propose(request, uid):
    plan, form = plan_to_change(request, uid), ProposeForm(request.POST)
    if not form.is_valid():
        return show(request, plan, refused=["请填写正确的反馈截止日。"], status=422)
    return answered(
        request,
        plan,
        lambda: services.propose_plan(by=request.user, plan=plan, **form.cleaned_data),
        "已发给各家征求意见。",
    )


@require_POST
@login_required
def issue(request, uid):
    plan = plan_to_change(request, uid)
    return answered(
        request, plan, lambda: services.issue_plan(by=request.user, plan=plan), "已下达。"
    )


@require_POST
@login_required
def answer(request, uid, code):
    """What the federation ``code`` says to its share."""
    plan, form = plan_of(request, uid), AnswerForm(request.POST)
    share = get_object_or_404(
        plan.shares.select_related("federation", "plan__federation"), federation__code=code
    )
    if not answers_for(request.user, share):
        raise PermissionDenied(services.NOT_YOUR_SHARE)
    if not form.is_valid():
        return show(request, plan, answer_form=form, status=422)
    try:
        services.answer_share(by=request.user, share=share, **form.cleaned_data)
    except ValidationError as refusal:
        explain(form, refusal)
        return show(request, plan, answer_form=form, status=422)
    messages.success(request, "已反馈。")
    return redirect(plan)


@require_safe
@login_required
def compare(request, uid, version):
    """This version beside another: whose share grew, whose shrank."""
    plan = plan_of(request, uid)
    before = get_object_or_404(visible(request.user, versions_of(plan)), version=version)
    rows = [
        {"federation": f, "before": was, "now": now, "change": (now or 0) - (was or 0)}
        for f, was, now in compared(plan, before)
    ]
    return render(
        request,
        "membership/plan_compare.html",
        {"plan": plan, "before": before, "rows": rows},
    )
