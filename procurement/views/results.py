"""An organization's workspace: what came of its bids, what it is asked to mend, what it holds
against a purchase."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from documents import kinds
from documents.layout import blocks, chinese_date
from documents.services.papers import docx_of
from orgs.models import Organization
from procurement.forms.deciding import AnswerCureForm, ObjectionForm
from procurement.forms.moves import given
from procurement.models import Call, Objection
from procurement.models.panels import OUT
from procurement.queries.results import awarded, letters, told
from procurement.services import objections
from procurement.services import qualification as services
from procurement.views.asking import ask

VIEW, EDIT = Permission.OWN_BID_VIEW, Permission.OWN_BID_EDIT
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@never_cache
@login_required
def listing(request):
    user = request.user
    if not user.may_somewhere(VIEW):
        raise PermissionDenied("您目前不代表任何社会组织。")
    context = {
        "rows": told(user).prefetch_related("checks").order_by("-bid__submitted_at")[:50],
        "awards": awarded(user)[:50],
        "letters": letters(user)[:50],
        "objections": Objection.objects.for_user(user, VIEW).select_related("call")[:50],
        "calls": Call.objects.published()
        .filter(lots__bids__qualification__in=told(user))
        .distinct()
        .order_by("-published_at")[:20],
        "may_edit": user.may_somewhere(EDIT),
        "out": OUT,
    }
    return render(request, "procurement/portal_results.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def cure(request, uid):
    """Answer what was asked to be mended; once."""
    row = get_object_or_404(told(request.user), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("您无权代表该组织补正。")
    return ask(
        request,
        AnswerCureForm(given(request)),
        lambda fields: services.cure(by=request.user, qualification=row, **fields),
        done="已提交补正，请等候审查。",
        back=reverse("procurement:results"),
        title="补正申报材料",
        text=f"{row.bid.lot.call}：{row.cure_text}",
        items=[f"期限 {row.cure_due_on:%Y-%m-%d}，只有一次机会"] if row.cure_due_on else [],
        submit="提交补正",
    )


@require_safe
@never_cache
@login_required
def letter(request, uid):
    paper = get_object_or_404(letters(request.user), uid=uid)
    answer = HttpResponse(docx_of(paper), content_type=DOCX)
    answer["Content-Disposition"] = 'attachment; filename="notice.docx"'
    return answer


@require_safe
@never_cache
@login_required
def letter_page(request, uid):
    """The same to read and to print."""
    paper = get_object_or_404(letters(request.user), uid=uid)
    kind = kinds.kind(paper.kind)
    context = {
        "paper": paper,
        "letterhead": kind.letterhead if kind else True,
        "blocks": blocks(paper.body),
        "dated": chinese_date(paper.signed_on),
    }
    return render(request, "procurement/portal_letter.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def objection(request, uid):
    """A bidder, or any organization, asks or objects in its own name."""
    call = get_object_or_404(Call.objects.published().select_related("project"), uid=uid)
    mine = Organization.objects.for_user(request.user, EDIT)
    bidding = mine.filter(bids__lot__call=call).distinct()
    organization = bidding.first() or mine.order_by("pk").first()
    if organization is None:
        raise PermissionDenied("您目前不代表任何社会组织。")
    earlier = Objection.objects.for_user(request.user, VIEW).filter(
        call=call, organization=organization, kind="objection", followed_by=None
    )
    return ask(
        request,
        ObjectionForm(given(request), earlier=earlier, initial={"known_on": timezone.localdate()}),
        lambda fields: objections.raise_objection(
            by=request.user, call=call, organization=organization, **fields
        ),
        done="已提交，将在规定期限内答复。",
        back=reverse("procurement:results"),
        title="提出询问、质疑或投诉",
        text=f"{organization}就“{call.project}”提出。质疑和投诉答复以前不定标。",
        submit="提交",
    )
