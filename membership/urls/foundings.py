from django.urls import path

from membership.views import bulk, foundings

organization = "organizations/<uuid:uid>"
urlpatterns = [
    path(f"{organization}/eligibility/", foundings.assess, name="assess"),
    path(f"{organization}/eligibility/<int:pk>/withdraw/", foundings.withdraw, name="withdraw"),
    path(f"{organization}/coverage/", foundings.cover, name="cover"),
    path(f"{organization}/coverage/end/", foundings.end, name="end"),
    path(f"{organization}/coverage/<int:pk>/correct/", foundings.correct, name="correct"),
    path(f"{organization}/coverage/<int:pk>/void/", foundings.void, name="void"),
    path("founding/assess/", bulk.assess, name="bulk_assess"),
    path("founding/cover/", bulk.cover, name="bulk_cover"),
    path("founding/results/<uuid:uid>/", bulk.result, name="bulk_result"),
]
