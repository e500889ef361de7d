"""Jobs that failed too often, for those who look after the system: tried again, or given up.

They see what kind of work it was, whose, and where it broke; not what it was about.
"""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from jobs import services
from jobs.filters import quarantined_for
from jobs.forms import GiveUpForm
from jobs.models import Job
from unions.paging import page_size

ORDERS = {"at": "finished_at", "kind": "kind", "attempts": "attempts"}


def for_keepers(view):
    @wraps(view)
    @login_required
    def guarded(request, *args, **kwargs):
        if not request.user.may_somewhere(Permission.JOB_MANAGE):
            raise PermissionDenied("只有系统管理员可以处理隔离的作业。")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@never_cache
@for_keepers
def listing(request):
    chosen = quarantined_for(request.user, request.GET)
    sort = request.GET.get("sort", "-at")
    order = ORDERS.get(sort.removeprefix("-"), "finished_at")
    jobs = chosen.qs.order_by(f"-{order}" if sort.startswith("-") else order, "pk")
    page = Paginator(jobs, page_size(request.GET)).get_page(request.GET.get("page"))
    return render(request, "jobs/quarantine.html", {"filter": chosen, "page": page})


@require_safe
@never_cache
@for_keepers
def detail(request, uid):
    jobs = Job.objects.for_user(request.user, Permission.JOB_MANAGE).quarantined()
    job = get_object_or_404(jobs.select_related("by"), uid=uid)
    return render(request, "jobs/quarantined.html", {"job": job, "form": GiveUpForm()})


@require_POST
@for_keepers
def act(request):
    """Of the ticked jobs, or all that the list found: tried again, or given up with a reason."""
    jobs = chosen_jobs(request)
    if not (count := jobs.count()):
        messages.error(request, "没有选中仍在隔离的作业。")
        return redirect("jobs:quarantine")
    if request.POST.get("act") == "release":
        done = services.release(by=request.user, jobs=jobs)
        messages.success(request, f"已放行 {done} 项作业，马上重试。")
        return redirect("jobs:quarantine")
    form = GiveUpForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        done = services.give_up(by=request.user, jobs=jobs, **form.cleaned_data)
        messages.success(request, f"已放弃 {done} 项作业，发起人会看到原因。")
        return redirect("jobs:quarantine")
    carried = [(n, v) for n in ("ids", "all", "query") for v in request.POST.getlist(n)]
    context = {
        "form": form,
        "count": count,
        "carried": carried,
        "cancel": reverse("jobs:quarantine"),
    }
    return render(request, "jobs/give_up.html", context, status=422 if form.is_bound else 200)


def chosen_jobs(request):
    if request.POST.get("all") == "1":
        return quarantined_for(request.user, QueryDict(request.POST.get("query", ""))).qs
    ids = [key for key in request.POST.getlist("ids") if key.isdecimal() and len(key) < 19]
    return quarantined_for(request.user, QueryDict()).qs.filter(pk__in=ids)
