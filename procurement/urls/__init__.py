"""Pages of purchases. Each noun adds its own module and one line here."""

from procurement.urls import (
    bids,
    calls,
    decisions,
    experts,
    needs,
    objections,
    projects,
    qualification,
    reviews,
    schemes,
)

app_name = "procurement"
urlpatterns = [
    *bids.urlpatterns,
    *calls.urlpatterns,
    *decisions.urlpatterns,
    *experts.urlpatterns,
    *needs.urlpatterns,
    *objections.urlpatterns,
    *projects.urlpatterns,
    *qualification.urlpatterns,
    *reviews.urlpatterns,
    *schemes.urlpatterns,
]
