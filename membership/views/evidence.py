"""Evidence of a working union: written down in a few taps, taken back, listed, read from lists."""

from io import BytesIO
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from documents.services.attachments import upload
from jobs.idempotency import idempotent
from jobs.sheets import dated, write_table
from membership import evidence_list
from membership.effective.kinds import KINDS, groups
from membership.forms.evidence import (
    EvidenceFilterForm,
    EvidenceForm,
    EvidenceListForm,
    VoidForm,
)
from membership.models import Evidence
from membership.services.evidence import (
    draft,
    record_evidence,
    record_many,
    unions_named,
    void_evidence,
)
from membership.union_list import by_federation, by_words
from membership.union_page import attachments_of, shown
from membership.views.foundings import explain
from membership.views.unions import MOST_EXPORTED, answer, seen, size_of, union_for
from orgs.services.export import note_export

SORTS = {"held": "held_on", "union": "union__name", "kind": "kind"}


def within(request):
    rows = Evidence.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    return rows.select_related("union__federation", "by")


def found(request, form):
    form.is_valid()
    given, rows = form.cleaned_data, within(request)
    if not given.get("void"):
        rows = rows.standing()
    if given.get("kind"):
        rows = rows.filter(kind=given["kind"])
    if given.get("since"):
        rows = rows.filter(held_on__gte=given["since"])
    if given.get("until"):
        rows = rows.filter(held_on__lte=given["until"])
    if given.get("union") or given.get("federation"):
        unions = seen(request)
        if given.get("union"):
            unions = by_words(unions, given["union"])
        if given.get("federation"):
            unions = by_federation(unions, given["federation"])
        rows = rows.filter(union__in=unions.order_by().values("pk"))
    sort = request.GET.get("sort", "")
    column = SORTS.get(sort.removeprefix("-"), "")
    order = ("-" if sort.startswith("-") else "") + column if column else "-held_on"
    return rows.order_by(order, "-pk")


@require_safe
@never_cache
@login_required
def evidence(request):
    """All evidence of one's subtree, newest first."""
    if not request.user.may_somewhere(Permission.FOUNDING_VIEW):
        raise PermissionDenied("您没有查看工会运行记录的权限。")
    form = EvidenceFilterForm(request.GET, user=request.user)
    page = Paginator(found(request, form), size_of(request, 50)).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    files = attachments_of(rows, request.user)
    today = timezone.localdate()
    return render(
        request,
        "membership/evidence_list.html",
        {
            "filter": form,
            "page": page,
            "rows": [shown(row, today, files) for row in rows],
            "query": request.GET.urlencode(),
            "may_edit": request.user.may_somewhere(Permission.FOUNDING_EDIT),
            "may_export": request.user.may_somewhere(Permission.ORG_EXPORT),
        },
    )


@require_POST
@login_required
def evidence_export(request):
    if not request.user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出的权限。")
    rows = found(request, EvidenceFilterForm(request.GET, user=request.user))[:MOST_EXPORTED]
    file = BytesIO()
    count = write_table(
        file, evidence_list.TITLES, map(evidence_list.cells_of, rows), sheet="运行记录"
    )
    file.seek(0)
    note_export(by=request.user, count=count, what="工会运行记录")
    return FileResponse(file, as_attachment=True, filename=dated("工会运行记录"))


@require_http_methods(["GET", "POST"])
@login_required
@idempotent
def evidence_add(request, pk):
    """Three taps on a phone: the kind, its number, save. The day is today unless said."""
    union = union_for(request, pk)
    kind = KINDS.get(request.GET.get("kind", ""))
    if kind is None:
        return render(
            request, "membership/evidence_kind.html", {"union": union, "groups": groups()}
        )
    form = EvidenceForm(request.POST or None, request.FILES or None, kind=kind)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                _write(request, union, form)
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                messages.success(request, f"已登记{kind.label}。")
                return redirect(f"/unions/{union.pk}/#evidence")
        status = 422
    context = {"union": union, "form": form, "kind": kind}
    return render(request, "membership/evidence_form.html", context, status=status)


@transaction.atomic
def _write(request, union, form):
    row = record_evidence(by=request.user, union=union, **form.given())
    if file := form.cleaned_data["file"]:
        upload(by=request.user, file=file, federation=union.federation, owner=row)


@require_http_methods(["GET", "POST"])
@login_required
def evidence_void(request, uid):
    row = get_object_or_404(within(request), uid=uid)
    union = union_for(request, row.union_id)
    if row.voided_at:
        raise PermissionDenied("这条记录已经撤回。")
    return answer(
        request,
        union,
        VoidForm(request.POST or None),
        lambda given: void_evidence(by=request.user, evidence=row, **given),
        title="撤回运行记录",
        lede=f"{union.name}：{row}。撤回后不再计入，原记录和原因仍保留。",
        submit="撤回",
        done="已撤回。",
        where="#evidence",
    )


@require_http_methods(["GET", "POST"])
@login_required
def evidence_import(request):
    """A list of evidence of many unions: all of it, or nothing and what is wrong with which row."""
    if not request.user.may_somewhere(Permission.FOUNDING_EDIT):
        raise PermissionDenied("您没有登记工会运行记录的权限。")
    form = EvidenceListForm(request.POST or None, request.FILES or None)
    context, status = {"form": form, "headings": evidence_list.HEADINGS}, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                rows, errors = _take_in(request, form.cleaned_data["file"])
            except ValidationError as refusal:
                explain(form, refusal)
            else:
                if not errors:
                    messages.success(request, f"已写入 {len(rows):,} 条运行记录。")
                    return redirect("membership:evidence")
                context["errors"] = errors
    return render(request, "membership/evidence_import.html", context, status=status)


def _take_in(request, file):
    def find(names):
        return unions_named(request.user, Permission.FOUNDING_EDIT, names)

    with NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        drafts, errors, _ = evidence_list.read(copy.name, file.name, find)
    seen_here = {}
    for number, fields in drafts:
        key = (fields["union"].pk, fields["kind"], fields["held_on"], fields["note"])
        if key in seen_here:
            told = ValidationError(f"与第 {seen_here[key]} 行相同。")
            errors += evidence_list.errors_of(number, told)
        seen_here.setdefault(key, number)
        try:
            draft(by=request.user, **fields)
        except ValidationError as refusal:
            errors += evidence_list.errors_of(number, refusal)
    if errors:
        return [], sorted(errors, key=lambda e: e["row"])
    if not drafts:
        raise ValidationError({"file": "表中没有记录。"})
    return record_many(
        by=request.user, drafts=[fields for _, fields in drafts], file_name=file.name
    ), []
