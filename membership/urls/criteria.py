from django.urls import path

from membership.views import criteria

organization = "organizations/<uuid:uid>/criteria"
urlpatterns = [
    path(f"{organization}/", criteria.criteria, name="criteria"),
    path(f"{organization}/<int:pk>/withdraw/", criteria.withdraw, name="criterion_withdraw"),
    path(f"{organization}/<slug:criterion>/", criteria.judge, name="criterion"),
]
