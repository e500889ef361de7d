from django.urls import path

from procurement.views import budgets, entrustments, measures, projects

one = "procurement/projects/<uuid:uid>"
urlpatterns = [
    path("procurement/", projects.project_list, name="projects"),
    path("procurement/projects/export/", projects.project_export, name="projects_export"),
    path("procurement/projects/new/", projects.project_new, name="project_new"),
    path(f"{one}/", projects.project, name="project"),
    path(f"{one}/edit/", projects.project_edit, name="project_edit"),
    path(f"{one}/contractor/", entrustments.contractor, name="contractor"),
    path(f"{one}/notice/", entrustments.give_notice, name="single_source_notice"),
    path(f"{one}/settle/", entrustments.settle, name="entrustment_settle"),
    path(f"{one}/result/", entrustments.result, name="entrustment_result"),
    path(f"{one}/rest/", projects.project_rest, name="project_rest"),
    path(f"{one}/moves/<slug:verb>/", projects.project_move, name="project_move"),
    path("procurement/budgets/", budgets.budget_list, name="budgets"),
    path("procurement/budgets/export/", budgets.budget_export, name="budgets_export"),
    path("procurement/budgets/new/", budgets.budget_new, name="budget_new"),
    path("procurement/budgets/<int:pk>/", budgets.budget, name="budget"),
    path("procurement/budgets/<int:pk>/change/", budgets.budget_change, name="budget_change"),
    path("procurement/headcount/", budgets.headcount_list, name="headcounts"),
    path("procurement/headcount/new/", budgets.headcount_new, name="headcount_new"),
    path("procurement/headcount/<int:pk>/", budgets.headcount_one, name="headcount"),
    path("procurement/measures/", measures.measure_list, name="measures"),
    path("procurement/measures/new/", measures.measure_new, name="measure_new"),
    path("procurement/measures/<uuid:uid>/", measures.measure, name="measure"),
    path("procurement/measures/<uuid:uid>/revise/", measures.measure_revise, name="measure_revise"),
    path("procurement/measures/<uuid:uid>/end/", measures.measure_end, name="measure_end"),
    path(
        "public/single-source/<uuid:uid>/",
        entrustments.public_notice,
        name="public_single_source",
    ),
]
