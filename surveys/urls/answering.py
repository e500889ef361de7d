from django.urls import path

from surveys.views import answering, public

urlpatterns = [
    path("s/anonymity/", answering.promise, name="promise"),
    path("s/<slug:slug>/", answering.answer, name="answer"),
    path("s/<slug:slug>/done/", answering.answered, name="answered"),
    path("public/surveys/", public.listing, name="public_surveys"),
    path("public/surveys/<uuid:uid>/", public.one, name="public_survey"),
]
