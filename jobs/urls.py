from django.urls import path

from jobs.views import clearance, own, quarantine

app_name = "jobs"
urlpatterns = [
    path("jobs/", own.listing, name="list"),
    path("jobs/quarantine/", quarantine.listing, name="quarantine"),
    path("jobs/quarantine/act/", quarantine.act, name="quarantine-act"),
    path("jobs/quarantine/<uuid:uid>/", quarantine.detail, name="quarantined"),
    path("jobs/<uuid:uid>/", own.detail, name="detail"),
    path("jobs/<uuid:uid>/clearance/", clearance.clearance, name="clearance"),
    path("jobs/<uuid:uid>/state/", own.state, name="state"),
    path("jobs/<uuid:uid>/cancel/", own.cancel, name="cancel"),
    path("jobs/<uuid:uid>/retry/", own.retry, name="retry"),
    path("jobs/<uuid:uid>/result/", own.result, name="result"),
]
