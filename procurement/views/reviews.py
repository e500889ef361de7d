"""An expert's desk: declare, score alone, hand in, explain."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from procurement import reviewing, scoresheets
from procurement.forms import panels as forms
from procurement.forms.moves import explain as explain_on
from procurement.forms.moves import given
from procurement.models import Panel, PanelSeat, Review
from procurement.queries import integrity
from procurement.queries.reviews import bidders_named, unexplained
from procurement.services import panels, reviews
from procurement.showing_bids import shown
from procurement.views.panels import asked

SCORE = Permission.BID_SCORE


def seats_of(request):
    rows = PanelSeat.objects.for_user(request.user, SCORE).filter(expert__user=request.user)
    return rows.select_related("panel__call__project__federation", "expert", "declaration")


def sheet_of(request, pk):
    rows = Review.objects.for_user(request.user, SCORE).select_related(
        "seat__panel", "seat__expert", "bid__organization", "bid__lot__call__project"
    )
    return get_object_or_404(rows.prefetch_related("scores"), pk=pk)


@require_safe
@never_cache
@login_required
def desk(request):
    """Every panel one sits on, and how far one's own sheets are."""
    if not request.user.may_somewhere(SCORE):
        raise PermissionDenied("这一页供评审专家使用。")
    mine = Review.objects.for_user(request.user, SCORE).select_related(
        "bid__organization", "bid__lot"
    )
    by_seat = {}
    for review in mine.order_by("bid__lot__number", "bid__submitted_at"):
        by_seat.setdefault(review.seat_id, []).append(review)
    rows = [
        {
            "seat": seat,
            "call": seat.panel.call,
            "declared": hasattr(seat, "declaration"),
            "open": seat.panel.is_open,
            "sheets": by_seat.get(seat.pk, []),
            "done": sum(bool(r.locked_at) for r in by_seat.get(seat.pk, [])),
            "told": seat.is_chair and integrity.may_read(request.user, seat.panel),
        }
        for seat in seats_of(request).order_by("-drawn_at")
    ]
    far = set()
    for row in rows:
        if row["seat"].panel.status == Panel.Status.EXPLAINING and row["sheets"]:
            far |= {sheet.pk for sheet in unexplained(row["call"])}
    return render(request, "procurement/desk.html", {"rows": rows, "far": far})


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def declare(request, pk):
    """The names of those who bid, nothing of what they bid; the code of conduct; the word."""
    seat = get_object_or_404(seats_of(request), pk=pk)
    if hasattr(seat, "declaration"):
        return redirect("procurement:reviews")
    form = forms.DeclareForm(given(request))
    if request.method == "POST" and form.is_valid():
        try:
            panels.declare(by=request.user, seat=seat, **form.cleaned_data)
        except ValidationError as refusal:
            explain_on(form, refusal)
        else:
            messages.success(request, "已收到您的声明。")
            return redirect("procurement:reviews")
    context = {
        "seat": seat,
        "call": seat.panel.call,
        "bidders": bidders_named(seat.panel.call),
        "conduct": reviewing.conduct(),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "procurement/declare.html", context, status=status)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def withdraw(request, pk):
    seat = get_object_or_404(seats_of(request), pk=pk)
    return asked(
        request,
        forms.WithdrawForm(given(request)),
        lambda form: panels.withdraw(by=request.user, seat=seat, **form.cleaned_data),
        title="中途回避",
        submit="回避并停止评审",
        back="/reviews/",
        done="已停止评审，席位按抽取顺序递补。",
        danger=True,
    )


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def sheet(request, pk):
    """The bid on one side, the sheet on the other."""
    review = sheet_of(request, pk)
    refusals = {}
    if request.method == "POST":
        refusals = keep(request, review)
        if not refusals and "hand_in" in request.POST:
            refusals = handed_in(request, review)
            if not refusals:
                return onward(request, review)
        elif not refusals:
            messages.success(request, "已保存。")
            return redirect("procurement:review", pk=review.pk)
        review = sheet_of(request, pk)
    call = review.bid.lot.call
    siblings = Review.objects.for_user(request.user, SCORE).filter(seat=review.seat_id)
    siblings = list(
        siblings.select_related("bid__organization").order_by("bid__lot__number", "bid")
    )
    below, above = scoresheets.asks_comment(call)
    lines = scoresheets.lines(review, refusals)
    context = {
        "review": review,
        "bid": review.bid,
        "call": call,
        "shown": shown(call, review.bid.content.get("parts") or {}),
        "files": review.bid.content.get("files") or [],
        "lines": lines,
        "faults": scoresheets.faults(lines, refusals),
        "sum": scoresheets.sum_of(review),
        "refusals": refusals,
        "siblings": siblings,
        "after": scoresheets.after(review, siblings),
        "public": reverse("procurement:public_call", args=[call.uid]),
        "below": below,
        "above": above,
        "writable": not review.locked_at and review.seat.panel.status == Panel.Status.SCORING,
    }
    status = 422 if refusals else 200
    return render(request, "procurement/sheet.html", context, status=status)


def onward(request, review):
    """To the next sheet that waits, or home after the last."""
    mine = Review.objects.for_user(request.user, SCORE).filter(seat=review.seat_id)
    mine = list(mine.select_related("bid").order_by("bid__lot__number", "bid"))
    if after := scoresheets.after(review, mine):
        messages.success(request, "评审意见已提交，这是下一份。")
        return redirect("procurement:review", pk=after.pk)
    messages.success(request, "评审意见已提交，您的评分全部完成。")
    return redirect("procurement:reviews")


def keep(request, review):
    """Save what was posted; what is wrong with it, by item."""
    cells, fields, refusals = scoresheets.read(review, request.POST)
    try:
        reviews.write(by=request.user, review=review, cells=cells, **fields)
    except ValidationError as refusal:
        refusals |= said(refusal)
    return refusals


def handed_in(request, review):
    try:
        reviews.hand_in(by=request.user, review=review)
    except ValidationError as refusal:
        return said(refusal)
    return {}


def said(refusal):
    if hasattr(refusal, "error_dict"):
        return {name: "；".join(texts) for name, texts in refusal.message_dict.items()}
    return {"": "；".join(refusal.messages)}


@require_POST
@never_cache
@login_required
def save(request, pk):
    """The page saves by itself a moment after something was typed."""
    review = sheet_of(request, pk)
    refusals = keep(request, review)
    review = sheet_of(request, pk)
    answer = {
        "sum": scoresheets.sum_of(review).words,
        "refusals": refusals,
        "at": timezone.localtime().strftime("%H:%M:%S"),
    }
    return JsonResponse(answer, status=422 if refusals else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def explain(request, pk):
    review = sheet_of(request, pk)
    return asked(
        request,
        forms.ExplainForm(given(request), initial={"explanation": review.explanation}),
        lambda form: reviews.explain(by=request.user, review=review, **form.cleaned_data),
        title=f"说明评分偏差：{review.bid.organization}",
        text="您对这份申报的总分与其他专家的平均分相差较大。请说明评分依据；分数不改。",
        submit="提交说明",
        back="/reviews/",
        done="已提交说明。",
    )
