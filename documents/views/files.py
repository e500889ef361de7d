from django.contrib.auth.decorators import login_required
from django.http import FileResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents.models import Attachment

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
