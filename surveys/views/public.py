"""Results that were made public, with small cells hidden."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobs.listing import page_of
from surveys.models import Survey
from surveys.queries.results import Results
from surveys.queries.veiling import veil


@require_safe
@login_not_required
def listing(request):
    rows = Survey.objects.published().select_related("federation").order_by("-closed_at", "-pk")
    return render(request, "surveys/public_list.html", {"page": page_of(rows, request.GET)})


@require_safe
@login_not_required
def one(request, uid):
    rows = Survey.objects.published().select_related("federation", "union")
    survey = get_object_or_404(rows, uid=uid)
    results = veil(Results(survey))
    context = {"survey": survey, "results": results, "public": True}
    return render(request, "surveys/public_one.html", context)
