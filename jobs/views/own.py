from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jobs import services
from jobs.extensions import result_pages
from jobs.models import OWN, Job
from unions.paging import page_size


def own(request):
    return Job.objects.for_user(request.user, OWN)


@require_safe
@never_cache
@login_required
def listing(request):
    """One's own work, newest first; what is under way tells its progress by itself."""
    chosen = request.GET.get("state", "")
    jobs = own(request).defer("arguments")
    if chosen in Job.State.values:
        jobs = jobs.filter(state=chosen)
    page = Paginator(jobs, page_size(request.GET)).get_page(request.GET.get("page"))
    for job in page:
        job.onward = result_pages.of(job)
    tabs = [{"label": "全部", "url": "?", "active": not chosen}]
    tabs += [
        {"label": label, "url": f"?state={value}", "active": chosen == value}
        for value, label in Job.State.choices
    ]
    return render(request, "jobs/list.html", {"page": page, "tabs": tabs})


@require_safe
@never_cache
@login_required
def detail(request, uid):
    job = get_object_or_404(own(request), uid=uid)
    return render(request, "jobs/detail.html", {"job": job, "onward": result_pages.of(job)})


@require_safe
@never_cache
@login_required
def state(request, uid):
    """The part of a page that changes while the work goes on; a finished one asks no more."""
    job = get_object_or_404(own(request), uid=uid)
    part = "jobs/_progress.html" if request.GET.get("part") == "detail" else "jobs/_row.html"
    job.onward = result_pages.of(job)
    return render(request, part, {"job": job, "onward": job.onward})


@require_POST
@login_required
def cancel(request, uid):
    return _act(request, uid, services.cancel, "已请求取消。作业停下后，已做的部分会全部撤回。")


@require_POST
@login_required
def retry(request, uid):
    return _act(request, uid, services.retry, "已重新排队。")


def _act(request, uid, act, said):
    job = get_object_or_404(own(request), uid=uid)
    try:
        act(by=request.user, job=job)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, said)
    return redirect(job)


@require_safe
@never_cache
@login_required
def result(request, uid):
    """The result as a download under its Chinese name, streamed, for its owner alone."""
    job = get_object_or_404(own(request), uid=uid)
    if not job.result_file:
        raise Http404
    if not services.may_fetch(user=request.user, job=job):
        raise PermissionDenied("这份结果尚未获准下载，或您的职责已变更。")
    services.note_download(by=request.user, job=job)
    response = FileResponse(
        job.result_file.open("rb"), as_attachment=True, filename=job.result_name
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
