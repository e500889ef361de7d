"""What anybody may see of decisions, and may hold against them."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from procurement.forms.deciding import PublicObjectionForm
from procurement.forms.moves import given
from procurement.listing import page_of
from procurement.models import Award, Decision, Draw
from procurement.queries import decisions as queries
from procurement.services import objections
from procurement.views.asking import ask


def published():
    rows = Decision.objects.published().select_related("call__project__federation")
    return rows.order_by("-publicity_from", "-pk")


@require_safe
@login_not_required
def listing(request):
    context = {"page": page_of(published(), request.GET), "today": timezone.localdate()}
    return render(request, "procurement/public_awards.html", context)


@require_safe
@login_not_required
def one(request, uid):
    decision = get_object_or_404(published(), uid=uid)
    awards = Award.objects.published().filter(decision=decision)
    context = {
        "decision": decision,
        "call": decision.call,
        "project": decision.call.project,
        "awards": awards.select_related("lot", "bid__organization"),
        "preference": queries.preference_words(decision.call.project),
        "over": decision.publicity_over(),
        "draws": Draw.objects.published().filter(panel__call=decision.call, void_reason=""),
    }
    return render(request, "procurement/public_award.html", context)


@require_http_methods(["GET", "POST"])
@login_not_required
def objection(request, uid):
    """From anybody, by name and telephone; bidders do it in their workspace."""
    decision = get_object_or_404(published(), uid=uid)
    form = PublicObjectionForm(given(request), initial={"known_on": timezone.localdate()})
    return ask(
        request,
        form,
        lambda fields: objections.raise_objection(by=None, call=decision.call, **fields),
        done="已收到，将在规定期限内答复。",
        back=reverse("procurement:public_award", args=[decision.uid]),
        title="提出询问或质疑",
        text=f"{decision.call}。申报单位请登录后在工作台提出。姓名和电话只用于答复，不公开。",
        submit="提交",
    )
