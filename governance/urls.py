from django.urls import path

from governance import views

app_name = "governance"
urlpatterns = [
    path("trail/", views.trail, name="trail"),
    path("trail/export/", views.export, name="trail-export"),
    path("trail/<int:pk>/", views.event, name="event"),
]
