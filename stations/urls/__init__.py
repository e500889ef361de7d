"""Pages of stations and aid. Each noun adds its own module and one line here."""

from stations.urls import aid, cards, cases, legal, relief, services, stations, wishes

app_name = "stations"
urlpatterns = [
    *aid.urlpatterns,
    *cards.urlpatterns,
    *cases.urlpatterns,
    *legal.urlpatterns,
    *relief.urlpatterns,
    *services.urlpatterns,
    *stations.urlpatterns,
    *wishes.urlpatterns,
]
