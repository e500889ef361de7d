"""Pages of surveys: those of respondents and the public, those of officers."""

from surveys.urls import answering, surveys

app_name = "surveys"
urlpatterns = [*answering.urlpatterns, *surveys.urlpatterns]
