"""Legal service: the matters of one's own house, with the clock of each."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from governance.trail import record
from jobs.listing import MOST, ordered, page_of, sheet
from jobs.sheets import Column
from stations import legal_terms
from stations.filters.legal import LegalFilter
from stations.forms import legal as forms
from stations.models import LegalService
from stations.queries.legal import figures
from stations.services import legal as services
from stations.views.asking import asked, given
from stations.workflows.legal import LEGAL_SERVICE

LEGAL = Permission.LEGAL_AID
SORTS = {"received": "received_on", "form": "form", "people": "people", "status": "status"}
TITLES = [
    Column(label="受理编号", width=26),
    Column(label="服务形式"),
    Column(label="事项", width=16),
    Column(label="服务对象"),
    Column(label="涉及人数", kind="whole"),
    Column(label="受理日期", kind="date"),
    Column(label="审查期限", kind="date"),
    Column(label="审查决定日期", kind="date"),
    Column(label="指派期限", kind="date"),
    Column(label="指派日期", kind="date"),
    Column(label="办结日期", kind="date"),
    Column(label="办理结果", width=20),
    Column(label="挽回损失（元）", kind="money"),
    Column(label="状态"),
]


def seen(request):
    rows = LegalService.objects.for_user(request.user, LEGAL)
    return rows.select_related("federation", "station", "by", "decided_by")


def may_serve(request):
    if not request.user.may_somewhere(LEGAL):
        raise PermissionDenied("您没有办理职工法律服务的权限。")


def chosen(request):
    found = LegalFilter(request.GET, seen(request), request=request)
    return found, ordered(found.qs, request.GET, SORTS, default="-received")


@require_safe
@never_cache
@login_required
def listing(request):
    may_serve(request)
    found, rows = chosen(request)
    today = timezone.localdate()
    context = {
        "filter": found,
        "page": page_of(rows, request.GET),
        "year": today.year,
        "figures": figures(seen(request), since=date(today.year, 1, 1), until=today),
    }
    return render(request, "stations/legal_list.html", context)


@require_POST
@login_required
@transaction.atomic
def export(request):
    """Without names and numbers of people."""
    may_serve(request)
    lines = (
        (
            *(m.number, m.get_form_display(), m.get_matter_display(), m.get_subject_display()),
            *(m.people, m.received_on, m.examine_by, m.decided_on, m.assign_by, m.assigned_on),
            *(m.closed_on, m.get_result_display(), m.recovered, m.get_status_display()),
        )
        for m in chosen(request)[1][:MOST]
    )
    answer, number = sheet(TITLES, lines, title="法律服务")
    house = request.user.federations_granting(LEGAL)[0]
    record(
        by=request.user, verb="legal.export", label="导出法律服务", federation=house, rows=number
    )
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def receive(request):
    if not request.user.federations_granting(LEGAL):
        raise PermissionDenied("您没有办理职工法律服务的权限。")
    return asked(
        request,
        forms.ReceiveForm(given(request), user=request.user),
        lambda said: services.receive(by=request.user, **said),
        done="已受理。",
        title="受理法律服务",
        text="咨询、代书当场办结；协商调解、代理仲裁和诉讼按期审查、指派。",
        submit="受理",
        cancel=reverse("stations:legal"),
    )


@require_safe
@never_cache
@login_required
def one(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    services.note_reading(by=request.user, row=row)
    context = {
        "row": row,
        "moves": LEGAL_SERVICE.available(row, request.user),
        "exemption": legal_terms.exemption(row.terms, migrant=row.migrant, matter=row.matter),
        "examine": legal_terms.words(row.terms, "examine"),
        "assign": legal_terms.words(row.terms, "assign"),
    }
    return render(request, "stations/legal_detail.html", context)


ACTS = {
    "ask_more": (forms.WhyForm, services.ask_more),
    "complete": (forms.CompleteForm, services.complete),
    "grant": (forms.MeansForm, services.grant),
    "refuse": (forms.DeclineForm, services.decline),
    "assign": (forms.AssignForm, services.assign),
    "close": (forms.CloseForm, services.close),
    "end": (forms.WhyForm, services.stop),
    "withdraw": (forms.WhyForm, services.stop),
}


@require_http_methods(["GET", "POST"])
@login_required
def move(request, uid, verb):
    row = get_object_or_404(seen(request), uid=uid)
    if verb not in ACTS:
        raise Http404
    form_class, service = ACTS[verb]
    more = {"form": row.form} if verb == "close" else {}
    form = form_class(given(request), **more)
    if verb == "refuse" or verb == "grant":
        form.fields["means"].initial = row.means
    extra = {"verb": verb} if service is services.stop else {}
    label = LEGAL_SERVICE.moves[verb].label
    return asked(
        request,
        form,
        lambda said: service(by=request.user, row=row, **extra, **said),
        done=f"已{label}。",
        title=f"{label}：{row}",
        text=f"{row.get_form_display()}，{row.get_matter_display()}",
        submit=label,
        cancel=row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def ask_back(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    return asked(
        request,
        forms.SatisfactionForm(given(request)),
        lambda said: services.note_satisfaction(by=request.user, row=row, **said),
        done="回访已登记。",
        title=f"回访：{row}",
        submit="登记回访",
        cancel=row.get_absolute_url(),
    )


@require_safe
@never_cache
@login_required
def decision(request, uid):
    """The refusal in writing, to be printed for the applicant; that it was is written down."""
    row = get_object_or_404(seen(request).exclude(refusal=""), uid=uid)
    services.note_reading(by=request.user, row=row, what="print")
    return render(request, "stations/legal_decision.html", {"row": row})
