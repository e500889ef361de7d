from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from documents.filters import NumberFilter
from documents.models import DocumentNumber
from unions.paging import page_size


@require_safe
@login_required
def numbers(request):
    """The registers of document numbers of one's federations: by series, year and title."""
    taken = DocumentNumber.objects.for_user(request.user, Permission.ORG_VIEW)
    chosen = NumberFilter(
        request.GET, taken.select_related("series__federation", "by"), request=request
    )
    page = Paginator(chosen.qs, page_size(request.GET, 50)).get_page(request.GET.get("page"))
    return render(request, "documents/numbers.html", {"filter": chosen, "page": page})
