from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.models import Paper
from documents.models.papers import VIEW as PAPER_VIEW
from documents.services.papers import draft_paper
from jobs.listing import MOST, ordered, page_of, sheet
from jobs.sheets import Column
from membership.filters.obstructions import ObstructionFilter
from membership.forms.moves import ReasonForm, given
from membership.forms.obstructions import FORMS, FactsForm, PublicationForm, ReportForm, StepForm
from membership.letters import LETTERS
from membership.models import Obstruction
from membership.services import obstructions as services
from membership.services.exports import note_export
from membership.views.foundings import explain
from membership.workflows.obstructions import OBSTRUCTION
from orgs.models import Organization

VIEW, EDIT = Permission.OBSTRUCTION_VIEW, Permission.OBSTRUCTION_EDIT
SORTS = {
    "organization": "organization__name",
    "reported": "reported_on",
    "due": "due_on",
    "status": "status",
}
COLUMNS = [
    Column(label="社会组织", width=36),
    Column(label="责任工会", width=24),
    Column(label="情形", width=26),
    Column(label="来源"),
    Column(label="反映日期", kind="date"),
    Column(label="状态", width=20),
    Column(label="本步骤期限", kind="date"),
    Column(label="建议督促", kind="date"),
    Column(label="提请劳动行政部门", kind="date"),
    Column(label="责令改正", kind="date"),
    Column(label="提请人民政府", kind="date"),
    Column(label="办结日期", kind="date"),
    Column(label="结果"),
    Column(label="公开决定"),
]


STEPS = ("待核实", "建议督促", "提请劳动行政部门", "责令改正", "提请政府", "办结")


def seen(request):
    rows = Obstruction.objects.for_user(request.user, VIEW)
    return rows.select_related("organization__federation", "by").defer("facts")


@require_safe
@login_required
def obstruction_list(request):
    chosen = ObstructionFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="-reported")
    context = {"filter": chosen, "page": page_of(rows, request.GET)}
    return render(request, "membership/obstruction_list.html", context)


@require_POST
@login_required
def obstruction_export(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看阻挠建会案件的权限。")
    chosen = ObstructionFilter(request.GET, seen(request), request=request)
    rows = ordered(chosen.qs, request.GET, SORTS, default="-reported")
    answer, number = sheet(COLUMNS, map(line, rows[:MOST]), title="阻挠建会案件")
    note_export(by=request.user, what="阻挠建会案件", rows=number)
    return answer


def line(case):
    return (
        case.organization.name,
        case.organization.federation.short_name,
        case.get_manner_display(),
        case.get_reporter_display(),
        case.reported_on,
        case.get_status_display(),
        case.due_on,
        case.advised_on,
        case.labour_on,
        case.ordered_on,
        case.government_on,
        case.closed_on,
        case.get_result_display(),
        case.get_publication_display(),
    )


def on_form(request, form, do, *, done, context):
    """A form that asks for one act and comes back to the case."""
    if request.method == "POST" and form.is_valid():
        try:
            case = do(form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, done)
            return redirect(case)
    status = 422 if form.errors else 200
    return render(request, "_components/confirm.html", {"form": form, **context}, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def report(request, uid):
    organizations = Organization.objects.for_user(request.user, EDIT)
    organization = get_object_or_404(organizations.select_related("federation"), uid=uid)
    form = ReportForm(given(request))
    return on_form(
        request,
        form,
        lambda fields: services.report_obstruction(
            by=request.user, organization=organization, **fields
        ),
        done="已登记，请在期限内核实。",
        context={
            "title": "登记阻挠建会案件",
            "text": f"{organization.name}。职工有依法参加和组织工会的权利，任何组织和个人不得"
            "阻挠和限制（工会法第三条）。",
            "submit": "登记",
            "cancel": organization.get_absolute_url(),
        },
    )


@require_safe
@never_cache
@login_required
def obstruction(request, uid):
    case = get_object_or_404(seen(request).defer(None).select_related("notice"), uid=uid)
    papers = Paper.objects.for_user(request.user, PAPER_VIEW).about(case)
    step = 1 + case.IN_HAND.index(case.status) if case.status in case.IN_HAND else 0
    return render(
        request,
        "membership/obstruction_detail.html",
        {
            "case": case,
            "moves": OBSTRUCTION.available(case, request.user),
            "steps": STEPS if step else (),  # of a closed case not all were taken
            "at": step,
            "papers": papers.select_related("number__series__federation"),
            "letters": LETTERS[:step] if step > 1 and request.user.may(EDIT, case) else (),
            "may_edit": request.user.may(EDIT, case),
            "may_publish": case.status in Obstruction.PROVEN
            and request.user.may(Permission.OBSTRUCTION_DECIDE, case),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def add_facts(request, uid):
    case = get_object_or_404(seen(request).defer(None), uid=uid)
    if not request.user.may(EDIT, case):
        raise PermissionDenied("您无权补充这件案件。")
    return on_form(
        request,
        FactsForm(given(request)),
        lambda fields: services.add_facts(by=request.user, case=case, **fields),
        done="已补充。",
        context={"title": "补充经过", "submit": "补充", "cancel": case.get_absolute_url()},
    )


@require_http_methods(["GET", "POST"])
@login_required
def publication(request, uid):
    case = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(Permission.OBSTRUCTION_DECIDE, case):
        raise PermissionDenied("您无权决定案件是否公开。")
    return on_form(
        request,
        PublicationForm(given(request)),
        lambda fields: services.decide_publication(by=request.user, case=case, **fields),
        done="已决定。",
        context={
            "title": "决定是否公开",
            "text": str(case),
            "submit": "决定",
            "cancel": case.get_absolute_url(),
        },
    )


@require_POST
@login_required
def letter(request, uid, kind):
    """Draft one of the letters of the route from the case."""
    case = get_object_or_404(seen(request), uid=uid)
    if kind not in {made_of.key for made_of in LETTERS}:
        raise Http404
    paper = draft_paper(
        by=request.user, kind=kind, federation=case.organization.federation, subject=case
    )
    return redirect("documents:paper_edit", paper.uid)


@require_http_methods(["GET", "POST"])
@login_required
def obstruction_move(request, uid, verb):
    case = get_object_or_404(seen(request), uid=uid)
    move = OBSTRUCTION.moves.get(verb)
    if move is None:
        raise Http404
    if not request.user.may(move.permission, case):
        raise PermissionDenied(f"您无权对“{case}”{move.label}。")
    form = ReasonForm if move.needs_reason else FORMS.get(verb, StepForm)
    return on_form(
        request,
        form(given(request)),
        lambda fields: services.move_obstruction(by=request.user, case=case, verb=verb, **fields),
        done=f"已{move.label}。",
        context={
            "title": move.label,
            "text": str(case),
            "items": move.refusals(case) if case.status in move.sources else [],
            "submit": move.label,
            "cancel": case.get_absolute_url(),
        },
    )
