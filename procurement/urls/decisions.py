from django.urls import path

from procurement.views import decisions as views
from procurement.views import public_awards as public

one = "procurement/calls/<uuid:uid>/decision"
urlpatterns = [
    path(f"{one}/", views.one, name="decision"),
    path(f"{one}/meeting/", views.meeting, name="decision_meeting"),
    path(f"{one}/bids/<uuid:bid>/", views.stage, name="decision_stage"),
    path(f"{one}/<slug:verb>/", views.move, name="decision_move"),
    path("procurement/awards/<uuid:uid>/cancel/", views.unstage, name="award_unstage"),
    path("procurement/awards/<uuid:uid>/withdraw/", views.withdraw, name="award_withdraw"),
    path("public/awards/", public.listing, name="public_awards"),
    path("public/awards/<uuid:uid>/", public.one, name="public_award"),
    path("public/awards/<uuid:uid>/objection/", public.objection, name="public_objection"),
]
