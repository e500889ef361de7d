from django.urls import path

from membership.views import budgets, subsidies

urlpatterns = [
    path("subsidies/", subsidies.subsidy_list, name="subsidies"),
    path("subsidies/export/", subsidies.subsidy_export, name="subsidies_export"),
    path("subsidies/new/", subsidies.choose_union, name="subsidy_new"),
    path("subsidies/budgets/", budgets.budget_list, name="budgets"),
    path("subsidies/budgets/new/", budgets.budget_new, name="budget_new"),
    path("subsidies/budgets/<int:pk>/", budgets.budget, name="budget"),
    path("subsidies/budgets/<int:pk>/change/", budgets.budget_change, name="budget_change"),
    path("subsidies/kinds/", budgets.kind_list, name="kinds"),
    path("subsidies/kinds/new/", budgets.kind_new, name="kind_new"),
    path("subsidies/kinds/<int:pk>/end/", budgets.kind_end, name="kind_end"),
    path("subsidies/<uuid:uid>/", subsidies.subsidy, name="subsidy"),
    path("subsidies/<uuid:uid>/edit/", subsidies.subsidy_edit, name="subsidy_edit"),
    path("subsidies/<uuid:uid>/<slug:verb>/", subsidies.subsidy_move, name="subsidy_move"),
    path("unions/<int:pk>/subsidies/new/", subsidies.apply_for, name="subsidy_apply"),
]
