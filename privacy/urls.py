from django.urls import path

from privacy import views

app_name = "privacy"
urlpatterns = [path("privacy/reveal/<str:code>/", views.reveal, name="reveal")]
