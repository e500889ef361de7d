from django.urls import path

from membership.views import drives, priorities

urlpatterns = [
    path("drives/", drives.drive_list, name="drives"),
    path("drives/new/", drives.drive_create, name="drive_create"),
    path("drives/priorities/", priorities.weights, name="priorities"),
    path("drives/<slug:code>/", drives.drive_detail, name="drive"),
    path("drives/<slug:code>/edit/", drives.drive_edit, name="drive_edit"),
]
