from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.listing, name="list"),
    path("jobs/<uuid:uid>/", views.detail, name="detail"),
    path("jobs/<uuid:uid>/state/", views.state, name="state"),
    path("jobs/<uuid:uid>/cancel/", views.cancel, name="cancel"),
    path("jobs/<uuid:uid>/retry/", views.retry, name="retry"),
    path("jobs/<uuid:uid>/result/", views.result, name="result"),
]
