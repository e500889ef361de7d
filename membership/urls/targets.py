from django.urls import path

from membership.views import targets

plan = "plans/<uuid:uid>"
urlpatterns = [
    path("drives/<slug:code>/targets/", targets.overview, name="targets"),
    path("drives/<slug:code>/targets/split/", targets.split, name="split"),
    path(f"{plan}/", targets.detail, name="plan"),
    path(f"{plan}/shares/", targets.set_shares, name="plan_shares"),
    path(f"{plan}/propose/", targets.propose, name="plan_propose"),
    path(f"{plan}/issue/", targets.issue, name="plan_issue"),
    path(f"{plan}/answers/<slug:code>/", targets.answer, name="plan_answer"),
    path(f"{plan}/compare/<int:version>/", targets.compare, name="plan_compare"),
]
