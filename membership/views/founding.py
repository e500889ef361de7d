"""Founding cases: the list, the case with its next act first, a page for each step."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.models import Paper
from documents.services.attachments import upload
from documents.services.papers import draft_paper
from jobs.sheets import Column, dated, write_table
from membership.filters.founding import FoundingFilter
from membership.forms import founding as forms
from membership.founding_papers import KINDS
from membership.founding_shown import shown
from membership.models import Drive, FoundingCase
from membership.services import founding
from membership.services.founding_steps import FIELDS
from membership.views.foundings import explain
from membership.workflows.founding import FOUNDING, next_move
from orgs.models import Organization
from orgs.selection import selected
from orgs.services.export import MOST_AT_ONCE, note_export

VIEW, EDIT = Permission.FOUNDING_VIEW, Permission.FOUNDING_EDIT
SIZES = {"10", "20", "50", "100"}
SORTS = {
    "name": "name",
    "federation": "federation__path",
    "begun": "mobilised_on",
    "due": "due_on",
    "status": "status",
}
COLUMNS = (
    *(Column(label="工会名称", width=32), Column(label="建会单位", width=40)),
    *(Column(label="建会形式"), Column(label="承办工会"), Column(label="批复工会")),
    *(Column(label="进度"), Column(label="办理期限", kind="date")),
    *(Column(label="会员", kind="whole"), Column(label="同意筹建文号", width=24)),
    *(Column(label="批复成立日期", kind="date"), Column(label="成立批复文号", width=24)),
)


def seen(request):
    rows = FoundingCase.objects.for_user(request.user, VIEW)
    return rows.select_related("federation", "approver", "union", "drive")


def listed(request):
    """As filtered and sorted, with the organizations in hand."""
    chosen = FoundingFilter(request.GET, seen(request), request=request)
    sort = request.GET.get("sort", "")
    key = SORTS.get(sort.removeprefix("-"))
    rows = chosen.qs.with_units()
    if key:
        rows = rows.order_by(f"-{key}" if sort.startswith("-") else key, "pk")
    return chosen, rows


@require_safe
@never_cache
@login_required
def case_list(request):
    chosen, rows = listed(request)
    size = request.GET.get("size")
    page = Paginator(rows, int(size) if size in SIZES else 20).get_page(request.GET.get("page"))
    for one in page:
        verb = "resume" if one.halted_from else next_move(one)
        one.next_label = FOUNDING.moves[verb].label if verb else ""
    return render(
        request,
        "membership/founding_list.html",
        {
            "filter": chosen,
            "page": page,
            "overdue": seen(request).overdue().count(),
            "may_export": request.user.may_somewhere(Permission.ORG_EXPORT),
            "may_choose": request.user.may_somewhere(Permission.ORG_VIEW),
        },
    )


@require_POST
@login_required
def export(request):
    if not request.user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出的权限。")
    _, rows = listed(request)
    count = rows.count()
    if count > MOST_AT_ONCE:
        messages.error(request, f"共 {count:,} 项，一次最多导出 {MOST_AT_ONCE:,} 项，请缩小条件。")
        return redirect("membership:foundings")
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_table(file, list(COLUMNS), (_line(case) for case in rows), title="建会事项")
    note_export(by=request.user, count=count, what="建会事项")
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=dated("建会事项"))


def _line(case):
    return (
        case.name,
        "、".join(str(unit) for unit in case.units.all()),
        case.get_form_display(),
        case.federation.short_name,
        case.approver.short_name,
        case.get_status_display(),
        case.due_on,
        case.members,
        case.consent_number,
        case.founded_on,
        case.approval_number,
    )


@require_safe
@never_cache
@login_required
def case(request, uid):
    found = get_object_or_404(seen(request), uid=uid)
    return render(request, "membership/founding_case.html", shown(found, request.user))


def chosen_organizations(request):
    """Those ticked on the list of organizations, or the one whose page led here."""
    if request.method == "POST" and ("ids" in request.POST or "all" in request.POST):
        rows = selected(request.user, EDIT, request.POST).rows
    else:
        uids = request.POST.getlist("organization") or request.GET.getlist("organization")
        rows = Organization.objects.for_user(request.user, EDIT).filter(uid__in=uids)
    return list(rows.select_related("federation").order_by("pk")[: MOST + 1])


MOST = 200
"""Organizations of one case; a union of more grows by coming under it later."""


@require_http_methods(["GET", "POST"])
@login_required
def create(request):
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有办理建会的权限。")
    try:
        organizations = chosen_organizations(request)
    except ValidationError:
        organizations = []
    if not organizations:
        return redirect("/organizations/?coverage=gap")
    if len(organizations) > MOST:
        messages.error(request, f"一个建会事项最多 {MOST} 个单位，请缩小选择。")
        return redirect("/organizations/?coverage=gap")
    single = len(organizations) == 1
    initial = {
        "form": "single" if single else "joint",
        "name": f"{organizations[0].name}工会" if single else "",
    }
    filled = request.POST if request.POST.get("step") == "open" else None
    form = forms.OpenForm(filled, user=request.user, organizations=organizations, initial=initial)
    if filled is not None and form.is_valid():
        try:
            made = founding.open_case(
                by=request.user, organizations=organizations, **form.cleaned_data
            )
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已立项：{made}。")
            return redirect(made)
    return render(
        request,
        "membership/founding_open.html",
        {"form": form, "organizations": organizations},
        status=422 if form.errors else 200,
    )


@require_safe
@login_required
def of_organization(request, uid):
    """From the page of an organization: to its case under way, or to a new one."""
    rows = Organization.objects.for_user(request.user, VIEW)
    organization = get_object_or_404(rows, uid=uid)
    if open_one := seen(request).of(organization).filter(units__open=True).first():
        return redirect(open_one)
    if not request.user.may(EDIT, organization):
        raise PermissionDenied("您可以查看该组织，但没有办理建会的权限。")
    return redirect(f"{reverse('membership:founding_new')}?organization={uid}")


def editable(request, uid):
    found = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(EDIT, found):
        raise PermissionDenied("您可以查看该建会事项，但没有办理的权限。")
    return found


@require_http_methods(["GET", "POST"])
@login_required
def step(request, uid, verb):
    """One move of the case: its form, and beside it what the rules ask for."""
    found = get_object_or_404(seen(request), uid=uid)
    move = FOUNDING.moves.get(verb)
    if move is None:
        raise Http404
    if not request.user.may(move.permission, found):
        raise PermissionDenied(f"您可以查看该建会事项，但不能{move.label}。")
    if found.status not in move.sources:
        messages.error(
            request,
            f"“{found}”目前为“{found.get_status_display()}”，不能{move.label}。",
        )
        return redirect(found)
    posted = request.POST if request.method == "POST" else None
    if verb in FIELDS:
        form = forms.step_form(verb, found, posted)
    elif verb == "obstruct":
        form = forms.ObstructForm(posted, case=found)
    else:
        form = forms.ReasonForm(posted)
    if verb == "resume":
        del form.fields["reason"]
    rows = request.GET.get("rows", "")
    rows = int(rows) if rows.isascii() and rows.isdecimal() and len(rows) < 4 else 0
    people = forms.people_forms(verb, found, posted, rows)
    votes = forms.votes_form(found, posted) if verb == "elect" else None
    parts = [form, *(formset for _, formset in people), *([votes] if votes else [])]
    valid = [part.is_valid() for part in parts]  # all of them are asked, to show all errors
    if posted is not None and all(valid):
        try:
            founding.move_case(
                by=request.user, case=found, verb=verb, **_brought(form, people, votes)
            )
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已办理：{move.label}。")
            return redirect(found)
    return render(
        request,
        "membership/founding_step.html",
        {
            **shown(found, request.user),
            "move": move,
            "verb": verb,
            "form": form,
            "people": people,
            "votes": votes,
            "more_rows": max(rows, 6) + 6,
            "danger": verb in ("obstruct", "suspend", "merge"),
        },
        status=422 if posted is not None else 200,
    )


def _brought(form, people, votes):
    brought = dict(form.cleaned_data)
    if people:
        brought["people"] = [
            person.fields_of(body) for body, formset in people for person in formset.filled()
        ]
    if votes:
        brought["votes"] = {
            int(name.removeprefix("votes_")): n for name, n in votes.cleaned_data.items()
        }
    return brought


@require_http_methods(["GET", "POST"])
@login_required
def revise(request, uid):
    found = editable(request, uid)
    form = forms.ReviseForm(request.POST or None, instance=found)
    form.fields["drive"].queryset = Drive.objects.for_user(request.user, VIEW)
    if request.method == "POST" and form.is_valid():
        try:
            founding.revise_case(by=request.user, case=found, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已保存修改。")
            return redirect(found)
    return _ask(request, found, form, "修改立项内容", "保存修改")


@require_http_methods(["GET", "POST"])
@login_required
def add_unit(request, uid):
    found = editable(request, uid)
    form = forms.AddUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"].strip()
        rows = Organization.objects.for_user(request.user, EDIT)
        match = rows.filter(name=words) | rows.filter(credit_code=words.upper())
        try:
            if not match.exists():
                raise ValidationError({"words": "没有找到这个单位，请核对名称或代码。"})
            founding.add_units(by=request.user, case=found, organizations=list(match[:1]))
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已添加单位。")
            return redirect(found)
    return _ask(request, found, form, "添加建会单位", "添加单位")


def _ask(request, found, form, title, submit):
    return render(
        request,
        "membership/founding_ask.html",
        {"case": found, "form": form, "title": title, "submit": submit},
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@login_required
def remove_unit(request, uid, pk):
    found = editable(request, uid)
    unit = get_object_or_404(found.units.all(), pk=pk)
    try:
        founding.remove_unit(by=request.user, unit=unit)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, f"已移出“{unit}”。")
    return redirect(found)


@require_POST
@login_required
def paper(request, uid, kind):
    """Draft a paper from the case; whoever made one already is led to it."""
    found = get_object_or_404(seen(request), uid=uid)
    made_of = next((k for k in KINDS if k.key == kind), None)
    if made_of is None:
        raise Http404
    place = found.federation if made_of.edit == EDIT else found.approver
    drafts = Paper.objects.for_user(request.user, "edit").about(found)
    if begun := drafts.filter(kind=kind, status=Paper.Status.DRAFT).first():
        return redirect(begun)
    made = draft_paper(by=request.user, kind=kind, federation=place, subject=found)
    return redirect(made)


@require_http_methods(["GET", "POST"])
@login_required
def files(request, uid):
    found = editable(request, uid)
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            upload(
                by=request.user,
                file=form.cleaned_data["file"],
                purpose=form.cleaned_data["purpose"],
                federation=found.federation,
                owner=found,
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            messages.success(request, "已上传。")
            return redirect(found)
    return _ask(request, found, form, "上传扫描件", "上传")
