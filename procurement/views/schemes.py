"""The scoring tables and model contracts one may compose calls from: seen, copied, changed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from procurement import terms
from procurement.forms.moves import explain, given
from procurement.forms.schemes import (
    SchemeForm,
    TextForm,
    indicator_forms,
    items_of,
    rows_of,
)
from procurement.listing import page_of
from procurement.models import ModelText, Scheme
from procurement.services import schemes as services
from procurement.services.composing import places
from procurement.terms import weighing

VIEW, EDIT = Permission.PURCHASE_VIEW, Permission.PURCHASE_EDIT
ACTS = {"use": (services.put_in_use, "已启用。"), "retire": (services.retire, "已停用。")}


def seen(request, model):
    return model.objects.for_user(request.user, VIEW).select_related("federation", "by")


def standard_scheme(code):
    try:
        return terms.scheme(code)
    except KeyError:
        raise Http404 from None


def standard_text(code):
    try:
        return terms.contract(code)
    except KeyError:
        raise Http404 from None


def home(request):
    """The federation for which this person may write."""
    heads = request.user.federations_granting(EDIT)
    if not heads:
        raise PermissionDenied("您没有制定的权限。")
    return heads[0]


def copied_from(request, model):
    """What ``from`` names: the row of a federation's, or None and the code of the product's."""
    asked = request.POST.get("from", "")
    try:
        uid = UUID(asked)
    except ValueError:
        return None, asked
    return get_object_or_404(seen(request, model), uid=uid), ""


def told(request, act, done, back):
    try:
        made = act()
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
        return redirect(back)
    messages.success(request, done)
    return redirect(made)


@require_safe
@login_required
def scheme_list(request):
    """The product's own, and what federations made of them (BJ-03, BJ-04)."""
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看购买服务的权限。")
    context = {
        "standard": [
            {**one, "purpose_label": Scheme.Purpose(one["purpose"]).label}
            for one in terms.schemes()
        ],
        "page": page_of(seen(request, Scheme), request.GET),
        "texts": [
            {**one, "code": code, "kind_label": ModelText.Kind(one["kind"]).label}
            for code, one in terms.contracts().items()
        ],
        "own_texts": seen(request, ModelText)[:50],
        "may_edit": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "procurement/scheme_list.html", context)


@require_safe
@login_required
def scheme(request, uid):
    row = get_object_or_404(seen(request, Scheme), uid=uid)
    context = {
        "row": row,
        "title": str(row),
        "purpose": row.get_purpose_display(),
        "indicators": list(weighing.flattened(row.items)),
        "may_edit": request.user.may(EDIT, row),
        "may_copy": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "procurement/scheme_detail.html", context)


@require_safe
@login_required
def scheme_standard(request, code):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看购买服务的权限。")
    one = standard_scheme(code)
    context = {
        "code": code,
        "title": one["name"],
        "cite": one["cite"],
        "purpose": Scheme.Purpose(one["purpose"]).label,
        "indicators": list(weighing.flattened(one["items"])),
        "may_copy": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "procurement/scheme_detail.html", context)


@require_POST
@login_required
def scheme_copy(request):
    """``from``: the product's by its code, a federation's by its number."""
    place = home(request)
    row, asked = copied_from(request, Scheme)
    if row:
        values = {"purpose": row.purpose, "name": row.name, "items": row.items}
        based, back = f"{row.federation.short_name} {row}", row
    else:
        one = standard_scheme(asked)
        values = {name: one[name] for name in ("purpose", "name", "items")}
        based, back = f"平台示范 第 {one['version']} 版", "procurement:schemes"

    def act():
        return services.copy_scheme(by=request.user, federation=place, based_on=based, **values)

    return told(request, act, "已复制为本级的草稿，修改后启用。", back)


@require_http_methods(["GET", "POST"])
@login_required
def scheme_edit(request, uid):
    row = get_object_or_404(seen(request, Scheme), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("只能修改本级工会制定的。")
    form = SchemeForm(given(request), instance=row)
    rows = indicator_forms(given(request), initial=rows_of(row.items))
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            items = items_of(rows)
            services.revise(by=request.user, kept=row, items=items, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已保存，各项权重合计 100。")
            return redirect(row)
    wrong = request.method == "POST"
    context = {"row": row, "form": form, "rows": rows, "wrong": wrong}
    return render(request, "procurement/scheme_form.html", context, status=422 if wrong else 200)


@require_POST
@login_required
def scheme_act(request, uid, verb):
    row = get_object_or_404(seen(request, Scheme), uid=uid)
    return acted(request, row, verb)


def acted(request, row, verb):
    if verb not in ACTS:
        raise Http404
    act, done = ACTS[verb]
    return told(request, lambda: act(by=request.user, kept=row), done, row)


@require_safe
@login_required
def text(request, uid):
    row = get_object_or_404(seen(request, ModelText), uid=uid)
    context = {
        "row": row,
        "title": str(row),
        "kind": row.get_kind_display(),
        "body": row.body,
        "places": places(row.body),
        "may_edit": request.user.may(EDIT, row),
        "may_copy": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "procurement/text_detail.html", context)


@require_safe
@login_required
def text_standard(request, code):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看购买服务的权限。")
    one = standard_text(code)
    context = {
        "code": code,
        "title": one["name"],
        "kind": ModelText.Kind(one["kind"]).label,
        "body": one["body"].strip(),
        "places": places(one["body"]),
        "may_copy": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "procurement/text_detail.html", context)


@require_POST
@login_required
def text_copy(request):
    place = home(request)
    row, asked = copied_from(request, ModelText)
    if row:
        values = {"kind": row.kind, "name": row.name, "body": row.body}
        based, back = f"{row.federation.short_name} {row}", row
    else:
        one = standard_text(asked)
        values = {name: one[name] for name in ("kind", "name", "body")}
        based, back = f"平台示范 第 {one['version']} 版", "procurement:schemes"

    def act():
        return services.copy_text(by=request.user, federation=place, based_on=based, **values)

    return told(request, act, "已复制为本级的草稿，修改后启用。", back)


@require_http_methods(["GET", "POST"])
@login_required
def text_edit(request, uid):
    row = get_object_or_404(seen(request, ModelText), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("只能修改本级工会制定的。")
    form = TextForm(given(request), instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.revise(by=request.user, kept=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已保存。")
            return redirect(row)
    context = {"row": row, "form": form}
    status = 422 if form.errors else 200
    return render(request, "procurement/text_form.html", context, status=status)


@require_POST
@login_required
def text_act(request, uid, verb):
    return acted(request, get_object_or_404(seen(request, ModelText), uid=uid), verb)
