from django.urls import path

from orgs.api import claims, corrections, exchange, identity, lists, particulars, sources
from orgs.api.checks import ChecksView, DisappearanceViewSet, FindingViewSet
from orgs.api.reconcile import PreviewView, ReconcileView, SuggestView
from orgs.api.views import OrganizationViewSet

organizations = OrganizationViewSet.as_view({"get": "list", "post": "create"})
organization = OrganizationViewSet.as_view({"get": "retrieve", "patch": "partial_update"})


def reconciling(prefix, suffix=""):
    """The service at one address: open to a session or token, or under a key."""
    return [
        path(f"{prefix}", ReconcileView.as_view(), name=f"api-reconcile{suffix}"),
        path(f"{prefix}preview/", PreviewView.as_view(), name=f"api-reconcile-preview{suffix}"),
        path(
            f"{prefix}suggest/<str:what>/",
            SuggestView.as_view(),
            name=f"api-reconcile-suggest{suffix}",
        ),
        path(
            f"{prefix}properties/",
            SuggestView.as_view(),
            {"what": "columns"},
            name=f"api-reconcile-properties{suffix}",
        ),
    ]


urlpatterns = [
    *reconciling("reconcile/"),
    *reconciling("reconcile/key/<str:key>/", "-keyed"),
    path("checks/", ChecksView.as_view(), name="api-checks"),
    path(
        "checks/<slug:key>/findings/",
        FindingViewSet.as_view({"get": "list"}),
        name="api-findings",
    ),
    path(
        "disappearances/",
        DisappearanceViewSet.as_view({"get": "list"}),
        name="api-disappearances",
    ),
    path("organizations/", organizations, name="api-organizations"),
    path("organizations/<str:pk>/", organization, name="api-organization-detail"),
    *exchange.addresses(),
    *lists.addresses(),
    *sources.addresses(),
    *identity.addresses(),
    *particulars.addresses(),
    *corrections.addresses(),
    *claims.addresses(),
]
