"""Canvassing: what one has in hand, a visit, what becomes of a task; reasons and conversions."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.models import Attachment
from governance.queries import events_about
from jobs.idempotency import idempotent
from membership.canvassing import conversions, mine, rounds_of
from membership.cards import cards
from membership.forms.canvass import (
    CloseForm,
    DecideForm,
    HandOverForm,
    ReleaseForm,
    RoundForm,
    VisitForm,
)
from membership.models import CanvassTask, Drive, Visit
from membership.proposing import propose
from membership.services import canvass
from membership.services.visits import decide, record_visit
from membership.views.foundings import explain
from membership.workflows.canvass import CANVASS
from orgs.models import Organization
from unions.models import Federation

NOT_VISITING = "您没有走访摸排的权限。"
SOON_DAYS = 7
SIZES = {"10", "20", "50", "100"}


@require_safe
@never_cache
@login_required
def my_tasks(request):
    """What I have in hand: late, today, this week, later."""
    if not request.user.may_somewhere(Permission.FOUNDING_VISIT):
        raise PermissionDenied(NOT_VISITING)
    page = Paginator(mine(request.user), size_of(request)).get_page(request.GET.get("page"))
    return render(request, "membership/canvass_mine.html", {"page": page, "groups": by_day(page)})


def size_of(request):
    said = request.GET.get("size", "")
    return int(said) if said in SIZES else 50


def by_day(tasks):
    """``[(heading, level, tasks)]`` in the order in which they press."""
    today = timezone.localdate()
    groups = {"已逾期": [], "今天": [], "七天内": [], "以后": [], "没有期限": []}
    for task in tasks:
        days = (task.due_on - today).days if task.due_on else None
        match days:
            case None:
                groups["没有期限"].append(task)
            case 0:
                groups["今天"].append(task)
            case _ if days < 0:
                groups["已逾期"].append(task)
            case _ if days <= SOON_DAYS:
                groups["七天内"].append(task)
            case _:
                groups["以后"].append(task)
    return [(heading, rows) for heading, rows in groups.items() if rows]


def task_for(request, uid):
    rows = CanvassTask.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    rows = rows.select_related("organization__federation", "assignee", "round")
    return get_object_or_404(rows, uid=uid)


@require_safe
@never_cache
@login_required
def task_page(request, uid):
    """One task: how it stands, what was found there, what may be done."""
    task = task_for(request, uid)
    user = request.user
    moves = CANVASS.available(task, user)
    own = task.assignee_id == user.pk or user.may(Permission.FOUNDING_EDIT, task)
    visits = Visit.objects.for_user(user, Permission.FOUNDING_VIEW)
    visits = visits.filter(organization=task.organization).select_related("by")
    return render(
        request,
        "membership/canvass_task.html",
        {
            "task": task,
            "visits": visits[:50],
            "events": events_about(task, user),
            "may_visit": user.may(Permission.FOUNDING_VISIT, task) and task.is_open,
            "verbs": [
                (verb, move.label)
                for verb, (move, _) in moves.items()
                if verb in ACTS and (own or verb not in ("hand_over", "release"))
            ],
        },
    )


ACTS = {
    "hand_over": (HandOverForm, canvass.hand_over),
    "release": (ReleaseForm, canvass.release),
    "close": (CloseForm, canvass.close),
    "reopen": (ReleaseForm, canvass.reopen),
    "cancel": (ReleaseForm, canvass.cancel),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def task_act(request, uid, verb):
    """Hand it over, give it back, close it out, take it up again, call it off."""
    task = task_for(request, uid)
    if verb not in ACTS:
        raise Http404
    if not request.user.may(CANVASS.moves[verb].permission, task):
        raise PermissionDenied(f"您无权{CANVASS.moves[verb].label}。")
    made, do = ACTS[verb]
    extra = {"user": request.user, "task": task} if made is HandOverForm else {}
    form = made(request.POST or None, **extra)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do(by=request.user, task=task, **form.cleaned_data)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, f"已{CANVASS.moves[verb].label}。")
                return redirect(task)
    context = {"task": task, "form": form, "title": CANVASS.moves[verb].label}
    return render(request, "membership/canvass_act.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@idempotent
def visit(request, uid):
    """The form of a visit: outcome, reason, save; all the rest may be left."""
    seen = Organization.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    organization = get_object_or_404(seen.select_related("federation"), uid=uid)
    if not request.user.may(Permission.FOUNDING_VISIT, organization):
        raise PermissionDenied(NOT_VISITING)
    form = VisitForm(request.POST or None, request.FILES or None)
    status, held = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = record_visit(by=request.user, organization=organization, **form.told())
            except ValidationError as refusal:
                held = getattr(refusal, "code", "") == "reserved"
                explain(form, refusal)
            else:
                return redirect("membership:visit_page", uid=made.uid)
    return render(
        request,
        "membership/canvass_visit.html",
        {
            "organization": organization,
            "form": form,
            "held": held or form.data.get("despite"),
            "task": mine(request.user).filter(organization=organization).first(),
            "key": request.POST.get("idempotency_key") or uuid.uuid4(),
        },
        status=status,
    )


def visit_for(request, uid):
    rows = Visit.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    return get_object_or_404(rows.select_related("organization__federation", "by", "task"), uid=uid)


@require_safe
@never_cache
@login_required
def visit_page(request, uid):
    """What was written down, what the rules say of it, and what to do next."""
    made = visit_for(request, uid)
    photos = Attachment.objects.for_user(request.user, "seen").of(made)
    return render(
        request,
        "membership/canvass_visited.html",
        {
            "visit": made,
            "organization": made.organization,
            "proposal": propose(made.organization, made, made.on),
            "now": made.organization.eligibilities.known().valid().first(),
            "may_decide": request.user.may(Permission.FOUNDING_EDIT, made.organization),
            "cards": [cards()[code] for code in made.reasons if code in cards()],
            "photos": photos,
        },
    )


@require_POST
@login_required
def visit_decide(request, uid):
    """Take up what the rules proposed, with the visit as its evidence."""
    made = visit_for(request, uid)
    form = DecideForm(request.POST)
    proposal = propose(made.organization, made, made.on)
    if not form.is_valid() or form.cleaned_data["decision"] != proposal.decision:
        messages.error(request, "建议已有变化，请核对后再确认。")
        return redirect("membership:visit_page", uid=made.uid)
    finding = {**proposal.finding, "note": made.note or proposal.finding["note"]}
    try:
        decide(by=request.user, visit=made, **finding)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, f"已认定为{proposal.label}。")
    return redirect("membership:visit_page", uid=made.uid)


@require_safe
@login_required
def reasons(request):
    """Action cards, and of those visited with each reason how many had a union later."""
    if not request.user.may_somewhere(Permission.FOUNDING_VIEW):
        raise PermissionDenied("您没有查看建会情况的权限。")
    told = conversions(request.user)
    known = {one.code for one in told}
    rest = [card for code, card in cards().items() if code not in known]
    visits = request.user.may_somewhere(Permission.FOUNDING_VISIT)
    own = reverse("membership:canvass") if visits else ""
    context = {"told": told, "rest": rest, "own_visits": own}
    return render(request, "membership/canvass_reasons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rounds(request):
    """The rounds of one's territory with how far each is; a new one."""
    user = request.user
    if not user.may_somewhere(Permission.FOUNDING_VIEW):
        raise PermissionDenied("您没有查看建会情况的权限。")
    form, status = None, 200
    if user.may_somewhere(Permission.FOUNDING_EDIT):
        drives = Drive.objects.for_user(user, Permission.FOUNDING_VIEW)
        heads = [f.pk for f in user.federations_granting(Permission.FOUNDING_EDIT)]
        places = Federation.objects.for_user(user, Permission.FOUNDING_EDIT).filter(pk__in=heads)
        form = RoundForm(request.POST or None, drives=drives, federations=places)
    elif request.method == "POST":
        raise PermissionDenied("您没有办理建会的权限。")
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = canvass.open_round(by=user, **form.cleaned_data)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, f"已开展“{made}”。在名册或台账勾选社会组织即可分派。")
                return redirect("membership:rounds")
    page = Paginator(rounds_of(user), size_of(request)).get_page(request.GET.get("page"))
    context = {"page": page, "form": form}
    return render(request, "membership/canvass_rounds.html", context, status=status)
