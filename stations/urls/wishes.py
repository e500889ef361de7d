from django.urls import path

from stations.views import wishes

urlpatterns = [path("stations/wishes/", wishes.listing, name="wishes")]
