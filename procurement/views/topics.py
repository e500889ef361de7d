"""Topics of needs: gathered, merged, judged by the three criteria."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.sheets import Column
from procurement import catalogue
from procurement.filters.needs import TopicFilter
from procurement.forms.moves import ReasonForm, explain, given
from procurement.forms.needs import MergeForm, NewTopicForm, SuitabilityForm, TopicForm
from procurement.listing import MOST, ordered, page_of, taken_out
from procurement.models import Need, NeedTopic
from procurement.need_rules import rule_at
from procurement.queries.needs import lineage_of, with_weight
from procurement.services import topics as services
from procurement.views.needs import asked, chosen_rows, may_look, parts, topics_open
from procurement.workflows.needs import TOPIC

VIEW, EDIT = Permission.NEED_VIEW, Permission.NEED_EDIT
SORTS = {"title": "title", "told": "told", "people": "people", "status": "status", "last": "last"}
COLUMNS = [
    Column(label="主题", width=36),
    Column(label="领域", width=18),
    Column(label="工会", width=24),
    Column(label="需求条数", kind="whole"),
    Column(label="涉及人数", kind="whole"),
    Column(label="状态", width=14),
    Column(label="需求相对集中", kind="whole"),
    Column(label="比较效益突出", kind="whole"),
    Column(label="适宜由社会组织承接", kind="whole"),
    Column(label="拟购的活动", width=40),
    Column(label="归纳", width=60),
]


def seen(request):
    return NeedTopic.objects.for_user(request.user, VIEW).select_related(
        "federation", "merged_into"
    )


@require_safe
@never_cache
@login_required
def listing(request):
    may_look(request)
    chosen = TopicFilter(request.GET, seen(request), request=request)
    rows = ordered(with_weight(chosen.qs), request.GET, SORTS, default="-people")
    context = {
        "filter": chosen,
        "page": page_of(rows, request.GET),
        "parts": parts(request.user, "procurement:topics"),
        "may_edit": request.user.may_somewhere(EDIT),
    }
    return render(request, "procurement/topic_list.html", context)


@require_POST
@login_required
def export(request):
    may_look(request)
    chosen = TopicFilter(request.GET, seen(request), request=request)
    rows = ordered(with_weight(chosen.qs), request.GET, SORTS, default="-people")
    rows = rows.prefetch_related("judgements")[:MOST]
    return taken_out(COLUMNS, map(line, rows), title="需求主题", by=request.user)


def line(topic):
    judged = next(iter(topic.judgements.all()), None)
    scores = [score for _, score, _ in judged.lines] if judged else [None] * 3
    return (
        topic.title,
        topic.get_domain_display(),
        topic.federation.short_name,
        topic.told,
        topic.people,
        topic.get_status_display(),
        *scores,
        "、".join(catalogue.names_of(topic.activities)),
        topic.summary,
    )


@require_safe
@never_cache
@login_required
def one(request, uid):
    topic = get_object_or_404(with_weight(seen(request)), uid=uid)
    user = request.user
    needs = Need.objects.for_user(user, VIEW).filter(topic=topic)
    moves = TOPIC.available(topic, user)
    judged = list(topic.judgements.select_related("by")[:10])
    context = {
        "topic": topic,
        "needs": page_of(
            needs.select_related("federation", "region").order_by("told_at", "pk"), request.GET
        ),
        "judged": judged[0] if judged else None,
        "earlier": judged[1:],
        "lineage": lineage_of(topic)[:100],
        "activities": catalogue.names_of(topic.activities),
        "projects": topic.projects.for_user(user, Permission.PURCHASE_VIEW),
        "moves": {verb: moves[verb][0] for verb in ("close", "reopen") if verb in moves},
        "may_judge": "find_suitable" in moves and not moves["find_suitable"][1],
        "may_merge": "merge" in moves,
        "may_edit": user.may(EDIT, topic),
        "may_plan": topic.status == topic.Status.SUITABLE
        and bool(user.federations_granting(Permission.PURCHASE_EDIT)),
        "rule": rule_at(topic.federation),
    }
    return render(request, "procurement/topic_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def begin(request):
    """A new topic; posted to by the list with ticked needs, it begins with these."""
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("您没有建立需求主题的权限。")
    rows = chosen_rows(request) if request.method == "POST" else []
    form = NewTopicForm(request.POST if "title" in request.POST else None, user=request.user)
    if not form.is_bound and rows:
        form.initial = {"domain": rows[0].domain, "summary": rows[0].text}
    if form.is_bound and form.is_valid():
        try:
            topic = services.begin_topic(by=request.user, needs=rows, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已建立主题。")
            return redirect(topic)
    context = {"form": form, "rows": rows, "cancel": reverse("procurement:topics")}
    status = 422 if form.errors else 200
    return render(request, "procurement/topic_form.html", context, status=status)


def editable(request, uid):
    topic = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(EDIT, topic):
        raise PermissionDenied("您无权办理这个主题。")
    return topic


@require_http_methods(["GET", "POST"])
@login_required
def revise(request, uid):
    topic = editable(request, uid)
    form = TopicForm(given(request), instance=topic)
    return asked(
        request,
        form,
        lambda fields: services.revise_topic(
            by=request.user, topic=editable(request, uid), **fields
        ),
        done="已修改。",
        title="修改主题",
        submit="保存",
        cancel=topic.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def judge(request, uid):
    topic = editable(request, uid)
    weighed = with_weight(seen(request)).get(pk=topic.pk)
    rule = rule_at(topic.federation)
    concentrated = weighed.people >= rule.many_people or weighed.told >= rule.many_needs
    said = (
        f"已归集 {weighed.told} 条需求，涉及 {weighed.people:,} 人，来自 {weighed.places} 个工会。"
    )
    form = SuitabilityForm(given(request), evidence={"concentrated": said})
    if not form.is_bound and concentrated:
        form.initial["concentrated"] = 4
    return asked(
        request,
        form,
        lambda fields: services.judge(by=request.user, topic=topic, **fields),
        done="已评判。",
        title="评判是否适宜购买",
        text=f"{topic.title}。{said}",
        items=[f"三项各 1 至 5 分，都达到 {rule.passing} 分的为适宜购买。"],
        submit="保存评判",
        cancel=topic.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def merge(request, uid):
    topic = editable(request, uid)
    others = topics_open(request).filter(domain=topic.domain).exclude(pk=topic.pk)
    form = MergeForm(given(request), topics=others)
    return asked(
        request,
        form,
        lambda fields: services.merge_topics(by=request.user, topic=topic, **fields).merged_into,
        done="已并入，原主题和归入记录都保留。",
        title="并入另一主题",
        text=topic.title,
        items=["只列同一领域、仍在归集的主题。"],
        submit="并入",
        cancel=topic.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def move(request, uid, verb):
    if verb not in ("close", "reopen"):
        raise Http404
    topic = editable(request, uid)
    label = TOPIC.moves[verb].label
    return asked(
        request,
        ReasonForm(given(request)),
        lambda fields: services.move_topic(by=request.user, topic=topic, verb=verb, **fields),
        done=f"已{label}。",
        title=label,
        text=topic.title,
        submit=label,
        cancel=topic.get_absolute_url(),
    )
