from django.urls import re_path

from unions import views

app_name = "unions"
urlpatterns = [
    re_path(
        r"^boundaries/(?P<name>china|line|[0-9]{2})\.json$", views.boundaries, name="boundaries"
    ),
]
