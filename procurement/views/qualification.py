from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from procurement import clocks
from procurement.forms.deciding import CheckForm, CureForm, FailForm, OpinionForm, RestForm
from procurement.forms.moves import ReasonForm, given
from procurement.models import Call, LegalOpinion, Project, Qualification
from procurement.queries import qualification as queries
from procurement.services import qualification as services
from procurement.views.asking import act, ask
from procurement.workflows.qualification import QUALIFICATION

VIEW, EDIT, LEGAL = (
    Permission.PURCHASE_VIEW,
    Permission.PURCHASE_EDIT,
    Permission.PURCHASE_LEGAL,
)
FORMS = {"ask_cure": CureForm, "fail": FailForm, "reopen": ReasonForm}
OFFICERS = ("ask_cure", "pass", "fail", "reopen")


def call_of(request, uid):
    rows = Call.objects.for_user(request.user, VIEW).select_related("project__federation")
    return get_object_or_404(rows, uid=uid)


def seen(request):
    rows = Qualification.objects.for_user(request.user, VIEW)
    return rows.select_related(
        "bid__lot__call__project__federation", "bid__organization", "decider"
    ).defer("bid__sealed", "bid__sealed_price")


@require_safe
@login_required
def overview(request, uid):
    """How the examination of a call stands."""
    call = call_of(request, uid)
    rows = list(seen(request).filter(bid__lot__call=call).prefetch_related("checks"))
    least = clocks.term(call.project, "min_bidders")
    standing = queries.standing(call)
    context = {
        "call": call,
        "rows": rows,
        "standing": standing,
        "least": least,
        "short": queries.lots_short(call, least) if standing["decided"] else (),
        "may_edit": request.user.may(EDIT, call),
        "may_advise": request.user.may(LEGAL, call),
        "open": call.status in services.OPEN_STATES,
        "opinions": LegalOpinion.objects.for_user(request.user, VIEW)
        .filter(project=call.project)
        .select_related("by"),
    }
    return render(request, "procurement/qualification_list.html", context)


def overview_url(call):
    return reverse("procurement:qualifications", args=[call.uid])


@require_POST
@login_required
def examine(request, uid):
    call = call_of(request, uid)
    return act(
        request,
        lambda: services.examine(by=request.user, call=call),
        done="已按登记册核查，请核对需要人工判断的条件。",
        back=overview_url(call),
    )


@require_POST
@login_required
def tell(request, uid):
    call = call_of(request, uid)
    return act(
        request,
        lambda: services.tell(by=request.user, call=call),
        done="已通知各申报单位。",
        back=overview_url(call),
    )


@require_safe
@never_cache
@login_required
def one(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    user = request.user
    context = {
        "row": row,
        "call": row.bid.lot.call,
        "checks": row.checks.select_related("by"),
        "moves": {
            verb: found
            for verb, found in QUALIFICATION.available(row, user).items()
            if verb in OFFICERS
        },
        "may_find": not row.decided and (user.may(EDIT, row) or user.may(LEGAL, row)),
    }
    return render(request, "procurement/qualification_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def find(request, uid, key):
    """A person's finding on one condition."""
    row = get_object_or_404(seen(request), uid=uid)
    if not (request.user.may(EDIT, row) or request.user.may(LEGAL, row)):
        raise PermissionDenied("您无权核查这份申报的资格。")
    check = get_object_or_404(row.checks, key=key)
    initial = {"result": check.result, "reason": check.reason if check.by_id else ""}
    return ask(
        request,
        CheckForm(given(request), initial=initial),
        lambda fields: services.find(by=request.user, check=check, **fields),
        done="已记录。",
        back=row,
        title=f"核查：{check.label}",
        text=f"{row.bid.organization}。登记册：{check.told_before or check.reason or '没有记录'}",
        submit="保存",
    )


@require_http_methods(["GET", "POST"])
@login_required
def find_rest(request, uid):
    """All that waits for a person, in one go; the register's refusals are no part of it."""
    row = get_object_or_404(seen(request), uid=uid)
    if not (request.user.may(EDIT, row) or request.user.may(LEGAL, row)):
        raise PermissionDenied("您无权核查这份申报的资格。")
    waiting = [check.label for check in row.checks.all() if check.waits]
    return ask(
        request,
        RestForm(given(request)),
        lambda fields: services.find_rest(by=request.user, qualification=row, **fields),
        done="已记录，请作出审查决定。",
        back=row,
        title="待核实的条件均已核对，符合",
        text=str(row.bid.organization),
        items=waiting,
        submit="记为符合",
    )


@require_http_methods(["GET", "POST"])
@login_required
def move(request, uid, verb):
    row = get_object_or_404(seen(request), uid=uid)
    if verb not in OFFICERS:
        raise Http404
    step = QUALIFICATION.moves[verb]
    if not request.user.may(step.permission, row):
        raise PermissionDenied(f"您无权对“{row}”{step.label}。")
    form = FORMS.get(verb, ReasonForm)
    form = form(given(request), required=False) if form is ReasonForm else form(given(request))
    if verb == "ask_cure":
        do = services.ask_cure
    else:

        def do(**fields):
            return services.decide(verb=verb, **fields)

    return ask(
        request,
        form,
        lambda fields: do(by=request.user, qualification=row, **fields),
        done=f"已{step.label}。",
        back=row,
        title=step.label,
        text=str(row.bid.organization),
        items=step.refusals(row) if row.status in step.sources else [],
        submit=step.label,
    )


@require_http_methods(["GET", "POST"])
@login_required
def opinion(request, uid):
    """A lawyer's opinion on a stage of a purchase."""
    rows = Project.objects.for_user(request.user, VIEW)
    project = get_object_or_404(rows, uid=uid)
    if not request.user.may(LEGAL, project):
        raise PermissionDenied("您无权对这个项目出具合法性意见。")
    call = project.calls.order_by("-round").first()
    return ask(
        request,
        OpinionForm(given(request)),
        lambda fields: services.give_opinion(by=request.user, project=project, call=call, **fields),
        done="意见已记录。",
        back=overview_url(call) if call else project,
        title="出具合法性意见",
        text=str(project),
        submit="出具",
    )
