"""The pages of last resort, and where browsers report blocked content."""

import json
import sys

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from liaison import metrics
from liaison.api import SENTENCES, TITLES, problem_response

log = structlog.get_logger("liaison.pages")
DIRECTIVES = set(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
"""What strangers may name in our counters: each name is kept for as long as the process runs."""


def error_page(request, status, sentence=None):
    """JSON below /api/, else the page templates/<status>.html; never fails itself."""
    sentence = sentence or SENTENCES[status]
    if request.path.startswith("/api/"):
        return problem_response(status, request.path, sentence)
    context = {
        "status": status,
        "title": TITLES[status],
        "sentence": sentence,
        "exception": sentence if status == 403 else "",
        "request": request,
    }
    try:
        body = loader.get_template(f"{status}.html").render(context)
    except Exception:  # a missing template must not hide the first error
        body = f"<!doctype html><meta charset=utf-8><title>{TITLES[status]}</title><p>{sentence}"
    return HttpResponse(body, status=status)


def bad_request(request, exception=None):
    return error_page(request, 400)


def permission_denied(request, exception=None):
    said = str(exception) if exception and exception.args else None
    return error_page(request, 403, said)


def page_not_found(request, exception=None):
    return error_page(request, 404)


def server_error(request):
    """Called while the exception is being handled; an absent database is not our fault."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = error_page(request, 503)
        response["Retry-After"] = "10"
        return response
    return error_page(request, 500)


@login_not_required
@csrf_exempt
@require_POST
def csp_report(request):
    """Count and log which directive was broken; addresses without their query."""
    try:
        report = json.loads(request.body[:16384]).get("csp-report", {})
        directive = str(report.get("effective-directive") or report.get("violated-directive"))
        blocked = str(report.get("blocked-uri", "")).partition("?")[0]
    except (ValueError, AttributeError):
        return HttpResponse(status=400)
    known = directive.split(" ")[0]
    known = known if known.removesuffix("-elem").removesuffix("-attr") in DIRECTIVES else "?"
    metrics.csp_reports.labels(known).inc()
    log.warning("csp report", directive=known, blocked=printable(blocked)[:200])
    return HttpResponse(status=204)


def printable(text):
    """What strangers send is kept on one line of the log, whatever a viewer takes for a line."""
    return "".join(c for c in text if c.isprintable())
