"""The organization's side of a correction: part by part, checked, handed in, answered."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from accounts.views import posted
from jobs.idempotency import idempotent
from orgs.correctable import PART, PART_OF, PARTS, label, shown
from orgs.forms.corrections import PartForm, SubmitForm
from orgs.models import CorrectionRequest
from orgs.services import corrections
from orgs.views.portal import own
from orgs.views.refusals import explain

LEVELS = {corrections.DONE: "good", corrections.AMEND: "bad", corrections.EMPTY: ""}


def asked(request, uid, permission=Permission.OWN_ORG_VIEW):
    rows = CorrectionRequest.objects.for_user(request.user, permission)
    rows = rows.select_related("organization__federation", "organization__region", "by")
    return get_object_or_404(rows, uid=uid)


@require_POST
@login_required
def begin(request, uid):
    """The request in hand, or a new one: a second click finds the first one's."""
    organization = get_object_or_404(own(request, Permission.OWN_ORG_CORRECT), uid=uid)
    return redirect(corrections.begin(by=request.user, organization=organization))


@require_safe
@never_cache
@login_required
def correction(request, uid):
    """While in hand the list of parts; afterwards what was asked and what became of it."""
    row = asked(request, uid)
    may_correct = request.user.may(Permission.OWN_ORG_CORRECT, row)
    context = {
        "correction": row,
        "organization": row.organization,
        "parts": parts_of(row),
        "proposals": proposals_of(row),
        "in_hand": row.in_hand and may_correct,
        "may_withdraw": row.status in CorrectionRequest.OPEN and may_correct,
        "saved": saved(request),
    }
    return render(request, "portal/correction.html", context)


def saved(request):
    """Which part was just saved: its draft in the browser is done with."""
    key = request.GET.get("saved", "")
    return key if key in PART else ""


def parts_of(row, current=None):
    return [
        {
            "part": part,
            "state": state,
            "level": LEVELS[state],
            "changes": changes,
            "url": reverse("portal:part", args=[row.uid, part.key]),
            "current": part is current,
        }
        for part, state, changes in corrections.states(row)
    ]


def proposals_of(row):
    papers = {part.key: list(corrections.evidence_of(row, part)) for part in PARTS}
    return [
        {
            "proposal": proposal,
            "label": label(proposal.field),
            "before": shown(proposal.field, proposal.before),
            "after": shown(proposal.field, proposal.value),
            "part": PART_OF[proposal.field],
            "papers": papers[PART_OF[proposal.field].key],
            "level": {"accepted": "good", "refused": "bad"}.get(proposal.decision, "plain"),
        }
        for proposal in in_order(row)
    ]


def in_order(row):
    places = {name: n for n, name in enumerate(PART_OF)}
    return sorted(row.proposals.all(), key=lambda proposal: places[proposal.field])


def to_fill_in(request, uid):
    row = asked(request, uid, Permission.OWN_ORG_CORRECT)
    return row if row.in_hand else None


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@idempotent
def part(request, uid, key):
    """One topic. What is saved stays saved, whatever becomes of the rest."""
    row, this = to_fill_in(request, uid), PART.get(key)
    if this is None:
        raise Http404
    if row is None:
        return redirect("portal:correction", uid)
    papers = list(corrections.evidence_of(row, this))
    form = PartForm(
        posted(request),
        request.FILES or None,
        instance=row.organization,
        part=this,
        proposals=dict(row.proposals.filter(field__in=this.fields).values_list("field", "value")),
        papers=papers,
    )
    if request.method == "POST" and form.is_valid():
        try:
            corrections.propose(
                by=request.user,
                request=row,
                part=this,
                values=form.values(),
                files=form.cleaned_data["files"],
                remove=form.cleaned_data.get("remove", ()),
            )
        except ValidationError as refused:
            explain(form, refused)
        else:
            return redirect(f"{after(request, row, this)}?saved={this.key}")
    parts = parts_of(row, this)
    context = {
        "correction": row,
        "organization": row.organization,
        "part": this,
        "number": PARTS.index(this) + 1,
        "total": len(PARTS),
        "parts": parts,
        "form": form,
        "papers": papers,
        "before": parts[PARTS.index(this) - 1]["url"] if PARTS.index(this) else "",
        "last": this is PARTS[-1],
        "key": uuid4().hex,
        "saved": saved(request),
    }
    status = 422 if form.errors else 200
    return render(request, "portal/part.html", context, status=status)


def after(request, row, this):
    """On to the next part, or back to where the person came from."""
    if request.POST.get("then") == "check":
        return reverse("portal:check", args=[row.uid])
    if request.POST.get("then") == "list" or this is PARTS[-1]:
        return row.get_absolute_url()
    following = PARTS[PARTS.index(this) + 1]
    return reverse("portal:part", args=[row.uid, following.key])


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@idempotent
def check(request, uid):
    """All that is asked for, once more, before it is handed in."""
    row = to_fill_in(request, uid)
    if row is None:
        return redirect("portal:correction", uid)
    initial = {"note": row.note, **({"as_of": row.as_of} if row.as_of else {})}
    form = SubmitForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            corrections.submit(
                by=request.user, request=row, as_of=given["as_of"], note=given["note"]
            )
        except ValidationError as refused:
            explain(form, refused)
        else:
            messages.success(request, f"更正申请 {row.number} 已提交。")
            return redirect(row)
    context = {
        "correction": row,
        "organization": row.organization,
        "parts": parts_of(row),
        "proposals": proposals_of(row),
        "form": form,
        "key": uuid4().hex,
        "saved": saved(request),
    }
    return render(request, "portal/check.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def leave_out(request, uid, field):
    row = to_fill_in(request, uid)
    if row is not None and field in PART_OF:
        corrections.leave_out(by=request.user, request=row, field=field)
        messages.success(request, f"“{label(field)}”不再更正。")
    return redirect("portal:check", uid)


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request, uid):
    row = asked(request, uid, Permission.OWN_ORG_CORRECT)
    if request.method == "POST":
        try:
            corrections.withdraw(by=request.user, request=row)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, f"更正申请 {row.number} 已撤回。")
        return redirect(row)
    context = {
        "title": f"撤回更正申请 {row.number}？",
        "text": "撤回后不再审核，登记资料不变；需要时可以重新提出。",
        "submit": "撤回申请",
        "cancel": row.get_absolute_url(),
        "danger": True,
    }
    return render(request, "_components/confirm.html", context)
