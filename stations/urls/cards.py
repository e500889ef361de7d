from django.urls import path

from stations.views import cards

card = "stations/cards/<uuid:uid>"
urlpatterns = [
    path("stations/cards/", cards.listing, name="cards"),
    path("stations/cards/new/", cards.create, name="card_new"),
    path(f"{card}/", cards.one, name="card"),
    path(f"{card}/end/", cards.end, name="card_end"),
]
