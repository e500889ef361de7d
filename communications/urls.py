from django.urls import path

from communications import views

app_name = "communications"
urlpatterns = [
    path("communications/", views.inbox_page, name="inbox"),
    path("communications/notifications/", views.notification_list, name="notifications"),
    path("communications/notifications/read/", views.mark_read, name="mark_read"),
    path("communications/notices/", views.notice_list, name="notices"),
    path("communications/notices/new/", views.notice_edit, name="notice_new"),
    path("communications/notices/<int:pk>/", views.notice_detail, name="notice"),
    path("communications/notices/<int:pk>/edit/", views.notice_edit, name="notice_edit"),
    path("communications/notices/<int:pk>/<slug:verb>/", views.notice_move, name="notice_move"),
    path("public/", views.public_list, name="public"),
    path("public/notices/<int:pk>/", views.public_notice, name="public_notice"),
]
