"""Files of households as the house that keeps them sees them: the list, one, its papers; found by
number alone. Every look into a file leaves a line."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.models import Attachment
from jobs.listing import MOST, ordered, page_of, sheet
from jobs.sheets import Column
from privacy.masks import mask
from stations import cards, hardship
from stations.case_page import moves_of, next_of
from stations.filters.cases import CaseFilter
from stations.forms.cases import FindForm
from stations.models import Case, HomeVisit, Standing, Station
from stations.queries import cases as queries
from stations.services import cases as services
from stations.services.cases import taken_out
from stations.views.asking import given

P = Permission
SORTS = {
    "created": "created_at",
    "status": "status",
    "category": "category",
    "due": "household__review_due_on",
}
COLUMNS = [
    *(Column(label=label) for label in ("受理编号", "档案号", "申请人", "困难类别", "困难原因")),
    *(Column(label=label) for label in ("状态", "受理方式")),
    *(Column(label=label, kind="date") for label in ("受理日期", "建档日期", "应年审日期")),
    *(Column(label=label, kind="date") for label in ("纸质档案应归档", "纸质档案归档")),
    Column(label="政府救助"),
]


def may_look(request):
    """A house's officers, and who works at a station: the latter at what they opened."""
    if not any(request.user.may_somewhere(p) for p in (P.CASE_VIEW, P.STATION_WORK)):
        raise PermissionDenied("您没有查看困难职工档案的权限。")


def seen(request):
    return queries.listed(Case.objects.for_user(request.user, P.CASE_VIEW))


def case_of(request, uid, permission=P.CASE_VIEW):
    """The case, or 404 for who may not see it, or 403 for who may no more than that; either goes to
    the security log."""
    case = seen(request).filter(uid=uid).first()
    if case is None:
        services.out_of_reach(by=request.user, model=Case, uid=uid)
        raise Http404
    if permission != P.CASE_VIEW and not request.user.may(permission, case):
        services.out_of_reach(by=request.user, model=Case, uid=uid)
        raise PermissionDenied("您无权办理这个个案。")
    return case


@require_safe
@never_cache
@login_required
def listing(request):
    may_look(request)
    chosen = CaseFilter(request.GET, seen(request), request=request)
    due = chosen.form["review"].value() in ("late", "year")
    rows = ordered(chosen.qs, request.GET, SORTS, default="due" if due else "-created")
    page = page_of(rows, request.GET)
    heads = queries.heads_of(page.object_list)
    offices = request.user.federations_granting(P.CASE_VIEW)
    context = {
        "filter": chosen,
        "page": page,
        "rows": [(row, heads.get(row.household_id)) for row in page.object_list],
        "figures": figures_of(offices),
        "to_review": queries.to_review(request.user, by=queries.end_of_year()).count(),
        "in_line": queries.in_line(chosen.qs).count() if due else 0,
        "may_edit": request.user.may_somewhere(P.CASE_EDIT),
        "may_open": request.user.may_somewhere(P.STATION_WORK),
    }
    return render(request, "stations/case_list.html", context)


def figures_of(offices):
    """Of all that lies at and below: figures, no files (A1, AS-08)."""
    if not offices:
        return None
    told = queries.by_category(offices)
    labelled = [(Standing.Category(key).label, number) for key, number in told.items()]
    return {"categories": labelled, "all": sum(told.values()), **queries.relieved(offices)}


@require_POST
@login_required
def export(request):
    may_look(request)
    chosen = CaseFilter(request.GET, seen(request), request=request)
    rows = list(ordered(chosen.qs, request.GET, SORTS, default="-created")[:MOST])
    heads = queries.heads_of(rows)
    lines = (line(row, heads.get(row.household_id)) for row in rows)
    answer, number = sheet(COLUMNS, lines, title="困难职工个案")
    taken_out(by=request.user, verb="case.export", label="导出困难职工个案", rows=number)
    return answer


def line(row, head):
    return (
        row.number,
        row.household.number or "",
        mask("name", head.name) if head else "",
        row.get_category_display(),
        row.get_cause_display(),
        row.get_status_display(),
        row.get_channel_display(),
        localdate(row.created_at),
        row.household.opened_on,
        row.household.review_due_on,
        row.household.papers_due_on,
        row.household.papers_on,
        row.household.get_relief_display(),
    )


@require_safe
@never_cache
@login_required
def one(request, uid):
    case = case_of(request, uid)
    services.read_file(by=request.user, case=case)
    household, visits = case.household, list(case.visits.select_related("by"))
    verdict = hardship.assessed(case) if case.rules else None
    notices = case.notices.select_related("by").prefetch_related("objections__by")
    context = {
        "case": case,
        "household": household,
        "members": list(household.members.all()),
        "verdict": verdict,
        "visits": [
            (visit, [case.rules["exclusions"].get(key, key) for key in visit.exclusions])
            for visit in visits
        ],
        "files": files_of(visits, request.user),
        "notices": notices,
        "plans": case.plans.select_related("item", "by", "approver").prefetch_related("payments"),
        "reviews": case.reviews.select_related("by", "decider"),
        "elsewhere": services.elsewhere(case) if request.user.may(P.CASE_EDIT, case) else [],
        "cards": list(cards.of_frozen(case.card).values()),
        "moves": moves_of(case, request.user),
        "step": next_of(case),
        "may_edit": request.user.may(P.CASE_EDIT, case) and case.status not in services.SETTLED,
        "may_approve": request.user.may(P.CASE_APPROVE, case),
    }
    return render(request, "stations/case_detail.html", context)


def files_of(visits, user):
    """Photographs and signed pages of these visits."""
    files = Attachment.objects.for_user(user, P.CASE_VIEW).filter(
        owner_type=HomeVisit._meta.label_lower, owner_id__in=[str(v.pk) for v in visits]
    )
    return files.select_related("content")


@require_safe
@never_cache
@login_required
def ratings(request):
    """What those who were helped say, in counts of all at and below (AS-20)."""
    offices = request.user.federations_granting(P.CASE_VIEW)
    if not offices:
        raise PermissionDenied("您没有查看困难职工档案的权限。")
    context = {"told": queries.satisfaction(offices)}
    return render(request, "stations/case_ratings.html", context)


@require_safe
@never_cache
@login_required
def papers(request, uid):
    """What is signed at the door: the application and the letter of authority, to be printed."""
    case = case_of(request, uid, P.CASE_EDIT)
    services.read_file(by=request.user, case=case)
    members = list(case.household.members.all())
    context = {"case": case, "members": members, "lines": case.lines.all()}
    return render(request, "stations/case_papers.html", context)


@require_safe
@login_required
def new(request):
    """Where somebody is helped to apply: at one of one's stations, or at the house."""
    may_look(request)
    stations = Station.objects.for_user(request.user, P.SERVICE_RECORD).open_on()
    context = {
        "stations": stations[:20] if request.user.may_somewhere(P.STATION_WORK) else (),
        "houses": request.user.federations_granting(P.CASE_EDIT),
    }
    return render(request, "stations/case_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@sensitive_post_parameters()
def find(request):
    """By an exact number and for a reason: who is on file here, or that another keeps them."""
    if not request.user.may_somewhere(P.CASE_VIEW):
        raise PermissionDenied("您没有查看困难职工档案的权限。")
    form, keepers = FindForm(given(request)), None
    if request.method == "POST" and form.is_valid():
        case, keepers = services.find(by=request.user, **form.cleaned_data)
        if case is not None:
            if keepers:
                messages.warning(request, f"另在{'、'.join(keepers)}有档案，请核对一户一档。")
            return redirect(case)
    context = {"form": form, "keepers": keepers}
    status = 422 if form.errors else 200
    return render(request, "stations/case_find.html", context, status=status)
