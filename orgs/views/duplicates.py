"""Suspected duplicates: the work list, one pair side by side, the decision that they are two."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from jobs.idempotency import idempotent
from jobs.sheets import Column, dated, write_table
from orgs import extensions
from orgs.duplicates.rules import in_words
from orgs.forms.identity import DismissForm, PairFilter
from orgs.listing import Pages
from orgs.models import DuplicatePair
from orgs.services.duplicates import dismiss_pair
from orgs.services.export import MOST_AT_ONCE, note_export
from orgs.views.editing import explain
from privacy.masks import mask
from unions.paging import page_size

EDIT = Permission.ORG_EDIT
SORTS = {"score": "score", "found": "found_at", "name": "first__folded_name"}
COMPARED = (
    ("名称", lambda o: o.name),
    ("统一社会信用代码", lambda o: o.credit_code),
    ("组织类型", lambda o: o.get_type_display()),
    ("登记情形", lambda o: o.get_standing_display()),
    ("存续状态", lambda o: o.get_status_display()),
    ("成立登记日期", lambda o: o.registered_on),
    ("登记管理机关", lambda o: o.registering_authority),
    ("登记级别", lambda o: o.get_registration_level_display()),
    ("责任工会", lambda o: o.federation.name),
    ("住所所在区划", lambda o: o.region and o.region.name),
    ("住所", lambda o: o.residence),
    ("法定代表人（负责人）", lambda o: o.legal_representative),
    ("联系电话", lambda o: mask("phone", o.contact_phone) if o.contact_phone else ""),
    ("从业人员", lambda o: o.staff_count),
    ("数据来源", lambda o: o.source and o.source.name),
    ("建档时间", lambda o: o.created_at and f"{o.created_at:%Y-%m-%d}"),
)
HIDDEN = {"联系电话": lambda o: o.contact_phone}
"""What is compared whole and shown masked."""


def ours(request):
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有核查疑似重复的权限。")
    rows = DuplicatePair.objects.for_user(request.user, EDIT)
    return rows.select_related("first__federation", "second__federation", "federation")


def asked(request):
    """The filter, and the pairs it leaves, in the order asked for: the likeliest first."""
    form = PairFilter(request.GET, user=request.user)
    sort = request.GET.get("sort", "-score")
    key = SORTS.get(sort.removeprefix("-"), "score")
    rows = form.apply(ours(request))
    return form, rows.order_by(f"-{key}" if sort[:1] == "-" else key, "-pk")


@require_safe
@never_cache
@login_required
def listing(request):
    form, rows = asked(request)
    if request.GET.get("format") == "xlsx":
        return workbook(request, rows)
    page = Pages(rows, page_size(request.GET)).get_page(request.GET.get("page"))
    lines = [(pair, in_words(pair.receipt)) for pair in page]
    context = {"filter": form, "page": page, "rows": lines}
    return render(request, "orgs/duplicates.html", context)


def workbook(request, rows):
    """The list as found, one line a pair, no more than a workbook is read for."""
    if not request.user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有导出的权限。")
    columns = [Column(label=label) for label in ("社会组织甲", "代码", "社会组织乙", "代码")]
    columns += [Column(label="相似分", kind="whole"), Column(label="依据"), Column(label="状态")]
    columns += [Column(label="共同的上级工会"), Column(label="判定理由")]
    file = BytesIO()
    count = write_table(file, columns, (sheet_row(pair) for pair in rows[:MOST_AT_ONCE]))
    file.seek(0)
    note_export(by=request.user, count=count, what="疑似重复")
    return FileResponse(file, as_attachment=True, filename=dated("疑似重复"))


def sheet_row(pair):
    codes = [one.credit_code or "" for one in (pair.first, pair.second)]
    why = "；".join(f"{label}（{weight:+d}）" for label, _, _, weight in in_words(pair.receipt))
    return [
        *(pair.first.name, codes[0], pair.second.name, codes[1]),
        *(pair.score, why, pair.get_state_display(), pair.federation.short_name, pair.reason),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@idempotent
def one(request, pk):
    """The two side by side, why they seem one, and what was or is to be decided."""
    rows = ours(request).select_related("first__region", "second__region", "decided_by")
    pair = get_object_or_404(rows, pk=pk)
    form = DismissForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            dismiss_pair(by=request.user, pair=pair, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已记为不是重复。识别信息变动之前不再提出。")
            return redirect("orgs:duplicates")
    context = {
        "pair": pair,
        "lede": f"相似分 {pair.score}，{pair.get_state_display()}，由{pair.federation}核查。",
        "receipt": in_words(pair.receipt),
        "lines": side_by_side(request.user, pair.first, pair.second),
        "form": form,
        "merged": pair.first.merged_into_id or pair.second.merged_into_id,
    }
    return render(request, "orgs/duplicate.html", context, status=422 if form.errors else 200)


def side_by_side(user, first, second):
    """``[(label, of the first, of the second, do they differ)]``, upper apps' columns too."""
    two = [first, second]
    lines = []
    for label, read in COMPARED:
        shown = [read(o) for o in two]
        whole = [HIDDEN.get(label, read)(o) for o in two]
        lines.append((label, *shown, whole[0] != whole[1]))
    for column in extensions.entries(extensions.Column, user):
        texts = column.read(two)
        said = [texts.get(o.pk, "") for o in two]
        if any(said):
            lines.append((column.label, *said, said[0] != said[1]))
    return lines
