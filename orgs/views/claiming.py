"""The applicant's side of a claim, without an account: three steps, a receipt, and its state.

Whatever the register holds, the same pages come after the same work.
"""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import lockout
from accounts.views import posted
from jobs.idempotency import idempotent
from orgs.forms.claims import STEPS, AmendForm, StatusForm
from orgs.models import Claim
from orgs.names import tidy_code
from orgs.services import claims
from orgs.views.refusals import explain
from unions.calendar import add_working_days

OPENED = "claim_opened"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POSTS_BY_ADDRESS, CLAIMS_BY_ADDRESS, CLAIMS_BY_CODE, ASKED_BY_NUMBER = 120, 20, 10, 10
LABELS = [step.title for step in STEPS]


def here(request, what):
    return f"{what}:{request.META.get('REMOTE_ADDR', '')}"


def too_many(request):
    """One answer, whatever was tried too often."""
    page = render(request, "portal/too_many.html", status=429)
    page["Retry-After"] = "3600"
    return page


@require_http_methods(["GET", "POST"])
@never_cache
@login_not_required
def apply(request):
    """What was filled in before goes along in hidden fields; nothing is kept until the end."""
    if request.method == "POST":
        if not lockout.reserve(here(request, "claiming"), limit=POSTS_BY_ADDRESS, within=HOUR):
            return too_many(request)
        at = request.POST.get("step", "")
        at = min(int(at), len(STEPS) - 1) if at.isdecimal() and len(at) < 3 else 0
        if request.POST.get("back") and at:
            return show(request, at - 1)
        return step(request, at)
    return show(request, 0)


@idempotent
def step(request, last):
    """The forms up to the one that was sent must all be right; then comes the next, or the end."""
    forms = [STEPS[n](request.POST, request.FILES) for n in range(last + 1)]
    for n, form in enumerate(forms):
        if not form.is_valid():
            return show(request, n, form)
    if last < len(STEPS) - 1:
        return show(request, last + 1)
    given = {name: value for form in forms for name, value in form.cleaned_data.items()}
    given.pop("agreed")
    keys = [
        (here(request, "claims"), CLAIMS_BY_ADDRESS, HOUR),
        (f"claims:{tidy_code(given['credit_code'])}", CLAIMS_BY_CODE, DAY),
    ]
    if not all(lockout.reserve(key[:80], limit=most, within=time) for key, most, time in keys):
        return too_many(request)
    try:
        claim = claims.submit(**given)
    except ValidationError as refused:
        wrong = [n for n, form in enumerate(forms) if set(form.fields) & told(refused)]
        at = wrong[0] if wrong else last
        explain(forms[at], refused)
        return show(request, at, forms[at])
    return redirect("claim:received", claim.number)


def told(refusal):
    return set(getattr(refusal, "error_dict", ()))


def show(request, at, form=None):
    """One step; the answers to the others go along, so that back and forth lose nothing."""
    asked = [name for step in STEPS for name in step().fields]
    sent = {name: request.POST[name] for name in asked if name in request.POST}
    here = STEPS[at]().fields
    form = form or STEPS[at](initial={k: v for k, v in sent.items() if k in here})
    context = {
        "form": form,
        "at": at,
        "steps": LABELS,
        "current": at + 1,
        "title": STEPS[at].title,
        "carried": [(k, v) for k, v in sent.items() if k not in here],
        "summary": [
            (bound.label, bound.value())
            for n in range(at)
            for bound in STEPS[n](request.POST)
            if bound.value()
        ],
        "final": at == len(STEPS) - 1,
        "key": uuid4().hex,
        "days": Claim.WORKING_DAYS,
    }
    status = 422 if form.errors else 200
    return render(request, "portal/claim.html", context, status=status)


@require_safe
@never_cache
@login_not_required
def received(request, number):
    """A receipt for any number of the right form: the page does not look whether there is one."""
    context = {
        "number": number,
        "due": add_working_days(timezone.localdate(), Claim.WORKING_DAYS),
        "days": Claim.WORKING_DAYS,
    }
    return render(request, "portal/claim_received.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_not_required
def status(request):
    """Ask by receipt and the end of one's telephone number."""
    initial = {"number": request.GET.get("number", "")[:20]}
    form = StatusForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"].strip().upper()
        keys = [(here(request, "asking"), POSTS_BY_ADDRESS), (f"asking:{number}", ASKED_BY_NUMBER)]
        if not all(lockout.reserve(key, limit=most, within=HOUR) for key, most in keys):
            return too_many(request)
        claim = claims.shown_to(**form.cleaned_data)
        if claim is not None:
            request.session[OPENED] = claim.number
            return redirect("claim:mine")
        form.add_error(None, "没有查到。请核对受理编号和手机后四位。")
    context = {"form": form}
    return render(request, "portal/claim_status.html", context, status=422 if form.errors else 200)


def opened(request):
    """The claim that this browser has shown it knows, or None."""
    return claims.opened(number=request.session.get(OPENED, ""))


@require_http_methods(["GET", "POST"])
@never_cache
@login_not_required
def mine(request):
    claim = opened(request)
    if claim is None:
        return redirect("claim:status")
    returned = claim.status == Claim.Status.RETURNED
    initial = {"representative": claim.representative}
    form = AmendForm(posted(request), request.FILES or None, initial=initial) if returned else None
    if request.method == "POST" and returned and form.is_valid():
        if not lockout.reserve(here(request, "claims"), limit=CLAIMS_BY_ADDRESS, within=HOUR):
            return too_many(request)
        try:
            claims.resubmit(claim=claim, **form.cleaned_data)
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, "已重新提交，等待审核。")
            return redirect("claim:mine")
    invitation = claim.invitation
    context = {
        "claim": claim,
        "form": form,
        "invitation": invitation,
        "link": address_of(invitation),
        "may_withdraw": claim.status in (Claim.Status.SUBMITTED, Claim.Status.RETURNED),
    }
    status = 422 if form and form.errors else 200
    return render(request, "portal/claim_mine.html", context, status=status)


def address_of(invitation):
    if invitation is None or invitation.state != "待接受":
        return ""
    return settings.PUBLIC_URL + reverse("portal:invited", args=[invitation.token])


@require_POST
@login_not_required
def withdraw(request):
    claim = opened(request)
    if claim is None:
        return redirect("claim:status")
    try:
        claims.withdraw(claim=claim)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, "已撤回。")
    return redirect("claim:mine")
