from django.urls import path

from documents.views import files, numbers, papers, templates

app_name = "documents"
urlpatterns = [
    path("documents/<uuid:uid>/", files.download, name="download"),
    path("documents/numbers/", numbers.numbers, name="numbers"),
    path("documents/papers/", papers.paper_list, name="papers"),
    path("documents/papers/new/", papers.start, name="paper_start"),
    path("documents/papers/<uuid:uid>/", papers.paper, name="paper"),
    path("documents/papers/<uuid:uid>/edit/", papers.paper_edit, name="paper_edit"),
    path("documents/papers/<uuid:uid>/file/", papers.paper_file, name="paper_file"),
    path("documents/papers/<uuid:uid>/issue/", papers.paper_issue, name="paper_issue"),
    path("documents/papers/<uuid:uid>/void/", papers.paper_void, name="paper_void"),
    path("documents/templates/", templates.template_list, name="templates"),
    path("documents/templates/new/", templates.template_put, name="template_put"),
    path("documents/templates/<int:pk>/", templates.template_file, name="template_file"),
    path("documents/templates/<int:pk>/retire/", templates.template_retire, name="template_retire"),
]
