"""Requests to be forgotten: taken in, decided by a second person, and the evidence afterwards."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from privacy import erasure, free_texts, services, subjects
from privacy.forms import AskForm, DecideForm
from privacy.models import ERASURE_ASK, ERASURE_DECIDE, RETENTION_VIEW, Erasure
from privacy.views.answers import explain

READING = (RETENTION_VIEW, ERASURE_DECIDE, ERASURE_ASK)


def reading(user):
    """By which of their permissions a person reads requests."""
    permission = next((p for p in READING if user.may_somewhere(p)), None)
    if permission is None:
        raise PermissionDenied("您没有查看个人信息清除的权限。")
    return permission


@require_safe
@never_cache
@login_required
def listing(request):
    rows = Erasure.objects.for_user(request.user, reading(request.user))
    if state := request.GET.get("state"):
        rows = rows.filter(state=state)
    rows = rows.select_related("federation", "asked_by", "decided_by")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    tabs = [{"label": "全部", "url": "?", "active": not state}]
    tabs += [
        {"label": label, "url": f"?state={value}", "active": state == value}
        for value, label in Erasure.State.choices
    ]
    return render(request, "privacy/erasures.html", {"page": page, "tabs": tabs})


@require_safe
@never_cache
@login_required
def detail(request, uid):
    """One request: what would be erased, or what was."""
    user = request.user
    asked = get_object_or_404(Erasure.objects.for_user(user, reading(user)), uid=uid)
    return render(
        request,
        "privacy/erasure.html",
        {
            "asked": asked,
            "subject": subjects.find(asked.kind),
            "kept": erasure.kept_of(asked.kind),
            "texts_told": f"{len(asked.texts)} 处提到姓名，一并替换",
            "may_decide": asked.state == Erasure.State.ASKED
            and asked.asked_by_id != user.pk
            and user.may(ERASURE_DECIDE, asked),
            "form": DecideForm(),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def decide(request, uid):
    user = request.user
    if not user.may_somewhere(ERASURE_DECIDE):
        raise PermissionDenied("您没有审批清除个人信息的权限。")
    asked = get_object_or_404(Erasure.objects.for_user(user, ERASURE_DECIDE), uid=uid)
    if request.method == "GET":
        return redirect(asked)
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            services.decide_erasure(by=user, asked=asked, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            done = form.cleaned_data["agree"]
            messages.success(request, "已清除，结果见下。" if done else "已记录不同意的意见。")
            return redirect(asked)
    context = {"asked": asked, "subject": subjects.find(asked.kind), "form": form}
    context |= {"kept": erasure.kept_of(asked.kind), "may_decide": True}
    return render(request, "privacy/erasure.html", context, status=422)


@require_http_methods(["GET", "POST"])
@login_required
def ask(request, key, kind):
    """Say in a person's name what is to be erased; apps lead here from their own pages."""
    user, subject = request.user, subjects.find(kind)
    if not user.may_somewhere(ERASURE_ASK):
        raise PermissionDenied("您没有申请清除个人信息的权限。")
    row = subject.sought(user, ERASURE_ASK, str(key))
    if row is None:
        raise Http404
    spots = free_texts.spots_of(kind, row)
    form = AskForm(request.POST or None, spots=spots)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.ask_erasure(by=user, kind=kind, row=row, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已提交，待安全管理员审批。")
            return redirect(asked)
    context = {
        "form": form,
        "row": row,
        "subject": subject,
        "found": erasure.found_of(kind, row),
        "automatic": [s for s in spots if s.automatic and not s.fixed],
        "fixed": [s for s in spots if s.fixed],
        "kept": erasure.kept_of(kind),
    }
    status = 422 if form.errors else 200
    return render(request, "privacy/erasure_ask.html", context, status=status)
