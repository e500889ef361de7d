from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from documents import kinds
from documents.models import Paper
from documents.models.papers import VIEW
from documents.services.papers import draft_paper
from orgs.models import Organization

SUBJECT = "orgs.Organization"


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def papers(request, uid):
    """What was made on paper about one organization, and making more."""
    rows = Organization.objects.for_user(request.user, Permission.ORG_VIEW)
    organization = get_object_or_404(rows.select_related("federation", "region"), uid=uid)
    makes = [k for k in kinds.editable(request.user) if k.subject == SUBJECT]
    if request.method == "POST":
        kind = get_kind(makes, request.POST.get("kind"))
        made = draft_paper(
            by=request.user,
            kind=kind,
            federation=organization.federation,
            subject=organization,
        )
        return redirect(made)
    found = Paper.objects.for_user(request.user, VIEW).about(
        organization, *organization.records[1:]
    )
    page = Paginator(found.select_related("by", "number__series").defer("body", "values"), 50)
    return render(
        request,
        "orgs/papers.html",
        {
            "organization": organization,
            "makes": makes,
            "page": page.get_page(request.GET.get("page")),
        },
    )


def get_kind(makes, key):
    """The key if the person may make such papers; else a key of none, which the service refuses."""
    return key if any(k.key == key for k in makes) else ""
