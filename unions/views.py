import re

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from unions.boundaries import boundary_file

FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"


@login_not_required
@require_safe
def boundaries(request, name):
    """Shapes are public facts and change only with a release: their hash in the URL keeps them."""
    try:
        file = boundary_file(name)
    except KeyError:
        raise Http404 from None
    packed = accepts_gzip(request)
    etag = f'"{file.version}{"-gzip" if packed else ""}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in known or "*" in known:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(
            file.packed if packed else file.content, content_type="application/json"
        )
        if packed:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FOREVER if request.GET.get("v") == file.version else BRIEFLY
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def accepts_gzip(request):
    accepted = request.headers.get("Accept-Encoding", "")
    return bool(re.search(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", accepted))
