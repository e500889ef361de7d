"""Where everything is. An app writes its paths in full (`path("organizations/", …)`):
pages in <app>/urls.py, the API below /api/v1/ in <app>/api/urls.py."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from liaison import grants, health, pages, schema

APPS = [
    *("unions", "governance", "privacy", "accounts", "jobs", "documents", "orgs"),
    *("communications", "surveys", "membership", "procurement", "stations", "indicators"),
]


def urls_of(name):
    """The URLs of every app that has such a module."""
    return [path("", include(f"{app}.{name}")) for app in APPS if exists(f"{app}.{name}")]


def exists(module):
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # its package is not there
        return False


urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics_page, name="metrics"),
    path("events/grant/", grants.events_grant, name="events-grant"),
    path(settings.CSP_REPORT_PATH.lstrip("/"), pages.csp_report, name="csp-report"),
    path("api/schema/", schema.schema, name="api-schema"),
    path("api/docs/", schema.docs, name="api-docs"),
    path("api/v1/", include(urls_of("api.urls"))),
    *urls_of("urls"),
    path("", include("orgs.outsiders")),
]
handler400 = "liaison.pages.bad_request"
handler403 = "liaison.pages.permission_denied"
handler404 = "liaison.pages.page_not_found"
handler500 = "liaison.pages.server_error"
