from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("documents/<uuid:uid>/", views.download, name="download"),
    path("documents/numbers/", views.numbers, name="numbers"),
]
