"""Tables 2 and 3: asking unions which items they run, answering, and what the answers say."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.listing import page_of
from jobs.sheets import Column
from stations.exporting import taken_out
from stations.forms.services import AnswerForm, ReasonForm, RoundForm
from stations.models import GroupAddition, ServiceItem, ServiceReturn, ServiceRound
from stations.queries import rounds as tables
from stations.queries.vitality import served
from stations.services import offerings as services
from stations.views.asking import asked, given

VIEW, EDIT = Permission.SERVICE_VIEW, Permission.SERVICE_EDIT
FORM = "stations/service_form.html"


def seen(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看服务情况的权限。")
    return ServiceRound.objects.for_user(request.user, VIEW).select_related("federation")


@require_safe
@login_required
def round_list(request):
    context = {
        "page": page_of(seen(request).order_by("-on", "-pk"), request.GET),
        "may_edit": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "stations/round_list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def round_new(request):
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("您没有发起填报的权限。")
    today = timezone.localdate()
    initial = {"on": today.replace(month=1, day=1), "due_on": today}
    form = RoundForm(given(request), user=request.user, initial=initial)
    return asked(
        request,
        form,
        lambda told: services.open_round(by=request.user, **told),
        done="已发起。",
        template=FORM,
        title="发起服务情况填报",
        submit="发起",
        cancel=reverse("stations:rounds"),
    )


def may_answer(request, row):
    heads = request.user.federations_granting(EDIT)
    return not row.closed_on and any(f.path.startswith(row.federation.path) for f in heads)


@require_safe
@login_required
def one(request, uid):
    """AS-10, AS-14, AS-15: the tables, and who has answered."""
    row = get_object_or_404(seen(request), uid=uid)
    answers = ServiceReturn.objects.for_user(request.user, VIEW).filter(round=row)
    unchanged, of = tables.unchanged(row)
    context = {
        "round": row,
        "items": tables.items_run(row) if row.asks_items else [],
        "groups": tables.groups_added(row) if row.asks_groups else [],
        "unchanged": unchanged,
        "of": of,
        "page": page_of(answers.select_related("federation", "station", "by"), request.GET),
        "may_answer": may_answer(request, row),
        "may_close": not row.closed_on
        and row.federation in request.user.federations_granting(EDIT),
    }
    return render(request, "stations/round_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def round_answer(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not may_answer(request, row):
        raise PermissionDenied("这次填报不涉及本单位，或已经结束。")
    heads = request.user.federations_granting(EDIT)
    mine = next(f for f in heads if f.path.startswith(row.federation.path))
    items = ServiceItem.objects.for_user(request.user, VIEW).heads().active(row.on)
    form = AnswerForm(
        given(request),
        user=request.user,
        round=row,
        items=list(items),
        counted=served(mine, row.on),
        answered=answered(request, row, mine),
    )
    return asked(
        request,
        form,
        lambda told: services.answer(by=request.user, round=row, **form.told()).round,
        done="已填报。",
        template="stations/round_answer.html",
        round=row,
    )


def answered(request, row, federation):
    """What was answered before, as the form's own fields."""
    rows = ServiceReturn.objects.for_user(request.user, VIEW)
    before = rows.filter(round=row, federation=federation, station=None).first()
    found = {}
    if before:
        for line in before.lines.select_related("item"):
            found[f"runs_{line.item.code}"] = line.operating
            found[f"persons_{line.item.code}"] = line.persons
    added = GroupAddition.objects.for_user(request.user, VIEW)
    added = added.filter(federation=federation, station=None, added_on__range=(row.since, row.on))
    return found | {f"group_{one.group}": one.added_on for one in added}


@require_http_methods(["GET", "POST"])
@login_required
def round_close(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if row.federation not in request.user.federations_granting(EDIT):
        raise PermissionDenied("由发起的工会结束。")
    return asked(
        request,
        ReasonForm(given(request)),
        lambda told: services.close_round(by=request.user, round=row, **told),
        done="填报已结束。",
        title=f"结束“{row.title}”",
        text="结束后不能再填报或修改。",
        submit="结束填报",
        cancel=row.get_absolute_url(),
    )


COLUMNS = [
    Column(label="表"),
    Column(label="项目或对象", width=24),
    Column(label="单位数（家）", kind="whole"),
    Column(label="填报单位（家）", kind="whole"),
    Column(label="占比", kind="percent"),
]


@require_POST
@login_required
def round_export(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    lines = [
        ("服务项目开展", one["item"].name, one["n"], one["of"])
        for one in (tables.items_run(row) if row.asks_items else ())
    ]
    if row.asks_groups:
        lines += [
            ("新增服务对象", one["label"], one["n"], one["of"]) for one in tables.groups_added(row)
        ]
        lines.append(("新增服务对象", "没有变化", *tables.unchanged(row)))
    shares = ((*line, line[2] / line[3] if line[3] else None) for line in lines)
    return taken_out(COLUMNS, shares, title=row.title, by=request.user)
