from django.urls import path

from procurement.views import qualification as views

call = "procurement/calls/<uuid:uid>/qualification"
one = "procurement/qualification/<uuid:uid>"
urlpatterns = [
    path(f"{call}/", views.overview, name="qualifications"),
    path(f"{call}/examine/", views.examine, name="qualification_examine"),
    path(f"{call}/tell/", views.tell, name="qualification_tell"),
    path(f"{one}/", views.one, name="qualification"),
    path(f"{one}/checks/<slug:key>/", views.find, name="qualification_check"),
    path(f"{one}/rest/", views.find_rest, name="qualification_rest"),
    path(f"{one}/<slug:verb>/", views.move, name="qualification_move"),
    path("procurement/projects/<uuid:uid>/opinions/new/", views.opinion, name="opinion_new"),
]
