"""A leader's word on a large export."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from accounts.roles import Permission
from jobs import services
from jobs.forms import ClearanceForm
from jobs.models import Clearance


@never_cache
@login_required
def clearance(request, uid):
    rows = Clearance.objects.for_user(request.user, Permission.EXPORT_APPROVE)
    rows = rows.select_related("job__by", "federation", "decided_by")
    asked = get_object_or_404(rows, job__uid=uid)
    form = ClearanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        granted = form.cleaned_data["decision"] == "grant"
        try:
            services.decide_clearance(
                by=request.user,
                clearance=asked,
                granted=granted,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            messages.success(request, "已批准，申请人可以下载了。" if granted else "已驳回。")
            return redirect(asked)
    context = {"asked": asked, "form": form}
    return render(request, "jobs/clearance.html", context, status=422 if form.errors else 200)
