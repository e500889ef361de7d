from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from documents.filters import NumberFilter
from documents.models import Attachment, DocumentNumber

SIZES = {"10", "20", "50", "100"}
SEEN = "seen"
"""Which permission shows a file is its owner's to say (``documents.extensions``)."""


@require_safe
@never_cache
@login_required
def download(request, uid):
    """The file under its own name, as a download whatever it is, if it was found clean."""
    found = Attachment.objects.for_user(request.user, SEEN).select_related("content")
    attachment = get_object_or_404(found, uid=uid, withdrawn_at=None)
    content = attachment.content
    if not content.may_leave:
        return render(request, "documents/held.html", {"attachment": attachment}, status=409)
    response = FileResponse(
        content.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=content.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
@login_required
def numbers(request):
    """The registers of document numbers of one's federations: by series, year and title."""
    taken = DocumentNumber.objects.for_user(request.user, Permission.ORG_VIEW)
    chosen = NumberFilter(
        request.GET, taken.select_related("series__federation", "by"), request=request
    )
    size = request.GET.get("size")
    page = Paginator(chosen.qs, int(size) if size in SIZES else 50).get_page(
        request.GET.get("page")
    )
    return render(request, "documents/numbers.html", {"filter": chosen, "page": page})
