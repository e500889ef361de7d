from django.urls import path

from membership.views import bulk, canvass

urlpatterns = [
    path("canvass/", canvass.my_tasks, name="canvass"),
    path("canvass/rounds/", canvass.rounds, name="rounds"),
    path("canvass/reasons/", canvass.reasons, name="reasons"),
    path("canvass/tasks/<uuid:uid>/", canvass.task_page, name="task"),
    path("canvass/tasks/<uuid:uid>/<slug:verb>/", canvass.task_act, name="task_act"),
    path("canvass/visits/<uuid:uid>/", canvass.visit_page, name="visit_page"),
    path("canvass/visits/<uuid:uid>/decide/", canvass.visit_decide, name="visit_decide"),
    path("organizations/<uuid:uid>/visit/", canvass.visit, name="visit"),
    path("founding/assign/", bulk.assign, name="bulk_assign"),
    path("founding/pair/", bulk.pair, name="bulk_pair"),
    path("founding/fill/", bulk.fill, name="bulk_fill"),
]
