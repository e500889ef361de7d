"""Needs as officers see them: the list, one of them, what becomes of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from procurement import clusters, need_list
from procurement.filters.needs import NeedFilter
from procurement.forms.moves import ReasonForm, explain, given
from procurement.forms.needs import ChooseTopicForm, GradeForm, WriteDownForm
from procurement.listing import MOST, ordered, page_of, taken_out
from procurement.models import Need, NeedTopic
from procurement.queries.needs import proposed_for
from procurement.services import needs as services
from procurement.services import topics
from procurement.workflows.needs import NEED

VIEW, EDIT = Permission.NEED_VIEW, Permission.NEED_EDIT
SORTS = {
    "told": "told_at",
    "people": "people",
    "domain": "domain",
    "federation": "federation__path",
    "status": "status",
}
PARTS = (
    ("全部需求", "procurement:needs", VIEW),
    ("主题", "procurement:topics", VIEW),
    ("供需对照", "procurement:supply", VIEW),
    ("征集码", "procurement:need_channels", VIEW),
    ("导入", "procurement:need_sheets", EDIT),
)


def parts(user, active):
    """The pages of needs a person may open, as tabs under that of purchasing."""
    return [
        {"label": label, "url": reverse(name), "active": name == active}
        for label, name, permission in PARTS
        if user.may_somewhere(permission)
    ]


def seen(request):
    rows = Need.objects.for_user(request.user, VIEW)
    return rows.select_related("federation", "region", "topic")


def may_look(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看职工需求的权限。")


def topics_seen(request, keys):
    """Of these topics those whose page may be opened: a need may be part of a higher union's."""
    rows = NeedTopic.objects.for_user(request.user, VIEW)
    return set(rows.filter(pk__in=[key for key in keys if key]).values_list("pk", flat=True))


@require_safe
@never_cache
@login_required
def listing(request):
    may_look(request)
    chosen = NeedFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="-told")
    page = page_of(rows.annotate(likes=Count("repeats")), request.GET)
    context = {
        "filter": chosen,
        "page": page,
        "topics": topics_seen(request, [need.topic_id for need in page]),
        "parts": parts(request.user, "procurement:needs"),
        "may_edit": request.user.may_somewhere(EDIT),
    }
    return render(request, "procurement/need_list.html", context)


@require_POST
@login_required
def export(request):
    may_look(request)
    chosen = NeedFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="-told")[:MOST]
    lines = map(need_list.cells_of, rows)
    return taken_out(need_list.TITLES, lines, title="职工需求", by=request.user)


@require_safe
@never_cache
@login_required
def one(request, uid):
    need = get_object_or_404(
        seen(request).select_related("channel", "organization", "sheet", "alike", "by"), uid=uid
    )
    keys = clusters.of(need).values("pk")
    alike = seen(request).filter(pk__in=keys).exclude(pk=need.pk).order_by("told_at", "pk")
    entries = need.entries.select_related("topic", "joined_by", "left_by")
    context = {
        "need": need,
        "alike": alike[:20],
        "entries": entries,
        "topics": topics_seen(request, [need.topic_id, *(entry.topic_id for entry in entries)]),
        "proposed": proposed_for(need) if need.status == Need.Status.NEW else None,
        "moves": moves_of(need, request.user),
        "may_edit": request.user.may(EDIT, need),
    }
    return render(request, "procurement/need_detail.html", context)


def moves_of(need, user):
    """The moves that ask for nothing but a reason; sorting has a page of its own."""
    found = NEED.available(need, user)
    return {verb: move for verb, (move, reasons) in found.items() if verb != "sort"}


@require_http_methods(["GET", "POST"])
@login_required
def write_down(request):
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("您没有登记职工需求的权限。")
    form = WriteDownForm(given(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            need = services.write_down(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已登记，受理编号 {need.number}。")
            return redirect(need)
    context = {"form": form, "cancel": reverse("procurement:needs")}
    status = 422 if form.errors else 200
    return render(request, "procurement/need_form.html", context, status=status)


def asked(request, form, do, *, done, **context):
    """A form that asks for one act, and where one goes after it."""
    if request.method == "POST" and form.is_valid():
        try:
            row = do(form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, done)
            return redirect(row)
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", {"form": form, **context}, status=status)


def editable(request, uid):
    need = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(EDIT, need):
        raise PermissionDenied("您无权办理这条需求。")
    return need


@require_http_methods(["GET", "POST"])
@login_required
def grade(request, uid):
    need = editable(request, uid)
    form = GradeForm(given(request), instance=need)
    return asked(
        request,
        form,
        lambda fields: services.grade(by=request.user, need=editable(request, uid), **fields),
        done="已整理。",
        title="整理需求",
        text=need.text,
        submit="保存",
        cancel=need.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def move(request, uid, verb):
    need = get_object_or_404(seen(request), uid=uid)
    found = NEED.moves.get(verb)
    if found is None or verb == "sort":
        raise Http404
    if not request.user.may(found.permission, need):
        raise PermissionDenied("您无权办理这条需求。")

    def do(fields):
        if verb == "unsort":
            return topics.take_out(by=request.user, need=need, reason=fields["reason"])
        return services.move_need(by=request.user, need=need, verb=verb, **fields)

    return asked(
        request,
        ReasonForm(given(request)),
        do,
        done=f"已{found.label}。",
        title=found.label,
        text=need.text,
        items=["填写的说明，提出人凭受理编号可以看到。"] if verb in ("answer", "dismiss") else [],
        submit=found.label,
        cancel=need.get_absolute_url(),
    )


def topics_open(request):
    rows = NeedTopic.objects.for_user(request.user, EDIT).gathering()
    return rows.select_related("federation").order_by("domain", "title")


@require_http_methods(["GET", "POST"])
@login_required
def sort(request):
    """Needs ticked in the list, or all that its conditions find, go into a topic."""
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有办理职工需求的权限。")
    rows = chosen_rows(request)
    form = ChooseTopicForm(
        request.POST if request.POST.get("topic") else None, topics=topics_open(request)
    )
    if form.is_bound and form.is_valid():
        try:
            topic = topics.sort_needs(by=request.user, topic=form.cleaned_data["topic"], needs=rows)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已归入 {len(rows):,} 条需求。")
            return redirect(topic)
    context = {"form": form, "rows": rows, "cancel": reverse("procurement:needs")}
    status = 422 if form.errors else 200
    return render(request, "procurement/need_sort.html", context, status=status)


def chosen_rows(request):
    """New needs that are meant: ticked, or all of the list's own query."""
    rows = Need.objects.for_user(request.user, EDIT).waiting().select_related("federation")
    if request.POST.get("all") == "1":
        query = QueryDict(request.POST.get("query", ""))
        return list(NeedFilter(query, rows, request=request).qs[:500])
    keys = [int(key) for key in request.POST.getlist("ids") if key.isdecimal() and len(key) < 18]
    return list(rows.filter(pk__in=keys).order_by("pk")[:500])
