"""Many organizations at once: say what is to be done, see what it will do, then do all of it."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from jobs.models import OWN, Job
from jobs.services import enqueue
from membership.bulk import KIND_OF, act_on, same_set
from membership.models import Coverage
from membership.views.foundings import explain
from orgs.models import Organization

AT_ONCE = 2_000
"""More than this many are done by a job, which judges each when it comes to it."""
SHOWN = 20
LISTS = ("/organizations/", "/ledger/")
"""Where one may have come from."""
REASONS = 8
SIZES = (10, 20, 50, 100)


def begin(request, key):
    """The act as posted, how many it is about, and the page that says so if it is about none."""
    if not request.user.may_somewhere(Permission.FOUNDING_EDIT):
        raise PermissionDenied("您没有办理建会的权限。")
    rows = act_on(request.user, request.POST, key, Permission.FOUNDING_EDIT)
    return rows, rows.selection.rows.count()


def back_of(request):
    back = request.POST.get("back") or f"/organizations/?{request.POST.get('query', '')}"
    return back if back.startswith(LISTS) else LISTS[0]


def carried(request, act):
    """The choice of organizations as hidden fields: name and value."""
    pairs = [(name, value) for name, values in act.selection.posted.items() for value in values]
    return [*pairs, ("back", back_of(request))]


def nothing(request, act):
    why = "没有选中可以办理的社会组织，请返回列表勾选。"
    context = {"title": act.title, "why": why, "back": back_of(request)}
    return render(request, "membership/bulk_refused.html", context, status=422)


def ask(request, act, count, template="membership/bulk_ask.html", **context):
    return render(
        request,
        template,
        {
            "form": act.form,
            "title": act.title,
            "carried": carried(request, act),
            "count": count,
            "back": back_of(request),
            **context,
        },
        status=422 if act.form.errors else 200,
    )


def preview(request, act, count):
    """What will change, what is refused and why; confirmed, it is done to exactly these."""
    rows = act.selection.rows.select_related("federation").order_by("pk")
    by_job = count > AT_ONCE
    organizations = list(rows[:SHOWN] if by_job else rows)
    refusals = {} if by_job else act.judge(organizations)
    kept = [o for o in organizations if o.pk not in refusals]
    common = [(why, n) for why, n in Counter(refusals.values()).most_common(REASONS) if n > 1]
    kept_count = count - len(refusals)
    return render(
        request,
        "membership/bulk_preview.html",
        {
            "title": f"核对：{act.title}",
            "submit": act.submit,
            "form": act.form,
            "carried": carried(request, act),
            "extra": act.carried,
            "digest": act.selection.digest(),
            "count": count,
            "by_job": by_job,
            "kept": kept[:SHOWN],
            "kept_count": kept_count,
            "more": max(0, kept_count - SHOWN),
            "lines": act.lines(),
            "refused": [(o, refusals[o.pk]) for o in organizations if o.pk in refusals],
            "reasons": common,
            "other_reasons": len(refusals) - sum(n for _, n in common),
            "back": back_of(request),
        },
    )


def confirm(request, act, count):
    """Do it to those of the preview, or have a job do it."""
    same_set(act.selection, request.POST.get("digest"))
    if count > AT_ONCE:
        job = enqueue(
            by=request.user,
            kind="membership.act_on_many",
            title=f"{act.title}（{count:,} 家）",
            arguments={"act": act.key, "posted": posted(request)},
            total=count,
        )
        messages.success(request, "家数较多，已在后台办理，稍后可从“我的作业”回来看结果。")
        return redirect(job)
    organizations = list(act.selection.rows.order_by("pk"))
    refusals = act.judge(organizations)
    if refusals and request.POST.get("skip") != "1":
        raise ValidationError("有不能办理的社会组织。请勾选“跳过不能办理的”，或返回修改名单。")
    kept = [o for o in organizations if o.pk not in refusals]
    if not kept:
        raise ValidationError("没有可以办理的社会组织。")
    act.do(kept)
    messages.success(request, f"已办理 {len(kept):,} 家。")
    return redirect(back_of(request))


def posted(request):
    aside = {"csrfmiddlewaretoken", "back", "skip"}
    return {name: values for name, values in request.POST.lists() if name not in aside}


def done(request, act, count):
    """The answer to a form that was filled in; None when it has to be asked (again)."""
    step = request.POST.get("step", "")
    if step in ("preview", "confirm") and act.form.is_valid():
        try:
            act.check()
            return (confirm if step == "confirm" else preview)(request, act, count)
        except ValidationError as refusal:
            explain(act.form, refusal)
    return None


@require_POST
@login_required
def assess(request):
    return plainly(request, "assess")


@require_POST
@login_required
def assign(request):
    return plainly(request, "assign")


@require_POST
@login_required
def pair(request):
    return plainly(request, "pair")


@require_POST
@login_required
def fill(request):
    return plainly(request, "fill")


def plainly(request, key):
    """An act of one form: asked, shown, done."""
    act, count = begin(request, key)
    if not count:
        return nothing(request, act)
    return done(request, act, count) or ask(request, act, count)


@require_POST
@login_required
def cover(request):
    act, count = begin(request, "cover")
    if not count:
        return nothing(request, act)
    if act.form is act.choice:
        return ask(request, act, count)
    return done(request, act, count) or ask(
        request,
        act,
        count,
        "membership/bulk_cover.html",
        chosen=Coverage.Form(act.kind),
        founding=act.founding,
        may_found=act.kind in KIND_OF,
        search=act.search,
    )


@require_safe
@never_cache
@login_required
def result(request, uid):
    """What became of an act that a job did: how many, and who was passed over for what."""
    jobs = Job.objects.for_user(request.user, OWN)
    job = get_object_or_404(jobs, uid=uid, kind="membership.act_on_many")
    if job.state != Job.State.DONE:
        raise Http404
    refused = job.result["refused"]
    size = request.GET.get("size", "")
    size = int(size) if size.isdecimal() and int(size) in SIZES else 50
    page = Paginator(refused, size).get_page(request.GET.get("page"))
    reach = Organization.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    found = reach.select_related("federation").in_bulk([key for key, _ in page])
    return render(
        request,
        "membership/bulk_result.html",
        {
            "job": job,
            "done": job.result["done"],
            "lines": job.result["lines"],
            "reasons": Counter(reason for _, reason in refused).most_common(REASONS),
            "page": page,
            "rows": [(found[key], reason) for key, reason in page if key in found],
        },
    )
