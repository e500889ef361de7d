"""Merging by hand: whom with whom, what it would do, doing it, and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from governance.models import told
from jobs.idempotency import idempotent
from orgs.forms.identity import MergeFilter, MergeForm, OtherForm, PartForm, WhyForm
from orgs.listing import Pages
from orgs.models import Merge, Organization
from orgs.names import tidy, tidy_code
from orgs.services import merging, parting
from orgs.views.editing import explain, to_edit
from privacy.masks import mask
from unions.paging import page_size

EDIT = Permission.ORG_EDIT
SORTS = {"at": "at", "done": "done_at", "name": "survivor__folded_name"}
UNKNOWN = "本级及下级没有这家社会组织，请核对代码或全称。"
SEVERAL = "有多家同名的社会组织，请填统一社会信用代码。"


def ours(request):
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有合并社会组织的权限。")
    rows = Merge.objects.for_user(request.user, EDIT)
    people = ("by", "decided_by", "undone_by")
    return rows.select_related("survivor__federation", "loser__federation", "federation", *people)


@require_safe
@never_cache
@login_required
def listing(request):
    form = MergeFilter(request.GET)
    sort = request.GET.get("sort", "-at")
    key = SORTS.get(sort.removeprefix("-"), "at")
    rows = form.apply(ours(request)).order_by(f"-{key}" if sort[:1] == "-" else key, "-pk")
    page = Pages(rows, page_size(request.GET)).get_page(request.GET.get("page"))
    return render(request, "orgs/merges.html", {"filter": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@idempotent
def merge_with(request, uid):
    """Another record into this one: named, looked at, done."""
    survivor, user = to_edit(request, uid), request.user
    data = request.POST if request.method == "POST" else request.GET
    form = OtherForm(data if "other" in data else None)
    loser = None
    if form.is_valid():
        try:
            loser = the_other(user, form.cleaned_data["other"])
            seen = merging.preview(by=user, survivor=survivor, loser=loser)
        except ValidationError as refusal:
            loser = None
            explain(form, refusal)
    if loser is None:
        status = 422 if form.errors else 200
        context = {"form": form, "organization": survivor}
        return render(request, "orgs/merge_choose.html", context, status=status)
    mark = merging.digest(seen)
    asked = MergeForm(request.POST or None, initial={"other": loser.uid, "seen": mark})
    if request.method == "POST" and asked.is_valid():
        values = {"reason": asked.cleaned_data["reason"], "seen": asked.cleaned_data["seen"]}
        try:
            merge = merging.propose_merge(by=user, survivor=survivor, loser=loser, **values)
        except ValidationError as refusal:
            explain(asked, refusal)
        else:
            done = "已合并。" if merge.state == Merge.State.DONE else "已提交，待另一人复核。"
            messages.success(request, done)
            return redirect(merge)
    lede = f"“{loser}”并入“{survivor}”。尚未合并。"
    context = {"form": asked, "survivor": survivor, "loser": loser, "mark": mark, "lede": lede}
    context |= shown(seen)
    return render(request, "orgs/merge_preview.html", context, status=422 if asked.errors else 200)


def the_other(user, words):
    """The organization meant by a code, a whole name or a public number, within reach."""
    rows = Organization.objects.for_user(user, EDIT).select_related("federation", "region")
    try:
        found = list(rows.filter(uid=UUID(words.strip())))
    except ValueError:
        found = list(rows.filter(Q(credit_code=tidy_code(words)) | Q(name=tidy(words)))[:2])
    if len(found) != 1:
        raise ValidationError({"other": SEVERAL if found else UNKNOWN})
    return found[0]


def shown(preview):
    """What is told of a merge, for the page: lines with something in them, figures that move."""
    effects = [e for e in preview.get("effects", []) if e["before"] != e["after"]]
    return {
        "lines": preview.get("lines", []),
        "effects": effects,
        "second": preview.get("second", []),
    }


@require_safe
@never_cache
@login_required
def one(request, uid):
    merge, user = get_object_or_404(ours(request), uid=uid), request.user
    waiting = merge.state == Merge.State.PROPOSED
    seen, stale = merge.told, ""
    if waiting:
        two = {"survivor": merge.survivor, "loser": merge.loser}
        try:
            seen = merging.preview(by=user, instead_of=merge, **two)
        except ValidationError as refusal:
            stale = refusal.messages[0]
    context = {
        "merge": merge,
        "lede": f"“{merge.loser}”并入“{merge.survivor}”，{merge.get_state_display()}。",
        "waiting": waiting,
        "own": merge.by_id == user.pk,
        "stale": stale,
        "done": merge.state == Merge.State.DONE,
        "form": WhyForm(),
        **shown(seen),
    }
    return render(request, "orgs/merge.html", context)


@require_POST
@login_required
@idempotent
def decide(request, uid, verb):
    """The second person's word: ``approve`` or ``decline``."""
    merge, user = get_object_or_404(ours(request), uid=uid), request.user
    try:
        if verb == "approve":
            merging.approve_merge(by=user, merge=merge)
            messages.success(request, "已复核，合并完成。")
        else:
            reason = request.POST.get("reason", "")[:300]
            merging.decline_merge(by=user, merge=merge, reason=reason)
            messages.success(request, "已记为不同意，未作合并。")
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return redirect(merge)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@idempotent
def undo(request, uid):
    """Two records again: what goes back by itself, what is asked, what was edited since."""
    merge = get_object_or_404(ours(request), uid=uid)
    if merge.state != Merge.State.DONE:
        messages.warning(request, f"该合并{merge.get_state_display()}，不能撤销。")
        return redirect(merge)
    plan = parting.plan(merge=merge)
    form = PartForm(request.POST or None, parting=plan)
    if request.method == "POST" and form.is_valid():
        try:
            parting.undo_merge(
                by=request.user,
                merge=merge,
                reason=form.cleaned_data["reason"],
                answers=form.answers(),
                chosen=form.chosen(),
            )
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已撤销合并，两家各自恢复。")
            return redirect(merge)
    context = {
        "merge": merge,
        "lede": f"“{merge.loser}”从“{merge.survivor}”中分出，恢复为单独的一家。",
        "form": form,
        "asked": [form[name] for name in form.asked],
        "edited": [(form[name], in_words(edit)) for name, edit in form.edited.items()],
        "back": len(plan.rows),
    }
    return render(request, "orgs/merge_undo.html", context, status=422 if form.errors else 200)


def in_words(edit):
    """What a field said then and says now; personal values masked."""
    column = Organization._meta.get_field(edit.names[0])
    if edit.key == "contact_phone":
        then, now = (mask("phone", value) if value else "—" for value in (edit.then, edit.now))
    else:
        then, now = (told(column, value) for value in (edit.then, edit.now))
    return f"合并时：{then}；现在：{now}。"
