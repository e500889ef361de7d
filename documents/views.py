from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from documents.models import Attachment, DocumentNumber, NumberSeries

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
    """The registers of document numbers of one's federations: by year and kind."""
    series = NumberSeries.objects.for_user(request.user, Permission.ORG_VIEW)
    taken = DocumentNumber.objects.for_user(request.user, Permission.ORG_VIEW)
    taken = taken.select_related("series__federation", "by")
    chosen = request.GET.get("series", "")
    if chosen.isdigit():
        taken = taken.filter(series=chosen)
    page = Paginator(taken, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "documents/numbers.html",
        {"series": series.select_related("federation")[:200], "page": page, "chosen": chosen},
    )
