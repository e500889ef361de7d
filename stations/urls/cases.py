from django.urls import path

from stations.views import case_files, case_steps, cases, payments

CASE = "stations/cases/<uuid:uid>"
PAYMENT = "stations/payments/<uuid:uid>"

urlpatterns = [
    path("stations/cases/", cases.listing, name="cases"),
    path("stations/cases/export/", cases.export, name="cases_export"),
    path("stations/cases/new/", cases.new, name="case_new"),
    path("stations/cases/ratings/", cases.ratings, name="case_ratings"),
    path("stations/cases/review/", case_files.review_next, name="case_review_next"),
    path("stations/cases/find/", cases.find, name="case_find"),
    path(f"{CASE}/", cases.one, name="case"),
    path(f"{CASE}/papers/", cases.papers, name="case_papers"),
    path(f"{CASE}/household/", case_steps.household, name="case_household"),
    path(f"{CASE}/members/new/", case_steps.member, name="case_member_new"),
    path(f"{CASE}/members/<int:pk>/", case_steps.member, name="case_member"),
    path(f"{CASE}/members/<int:pk>/drop/", case_steps.member_drop, name="case_member_drop"),
    path(f"{CASE}/money/", case_steps.money, name="case_money"),
    path(f"{CASE}/visit/", case_steps.visit, name="case_visit"),
    path(f"{CASE}/check/", case_steps.check, name="case_check"),
    path(f"{CASE}/publish/", case_steps.publish, name="case_publish"),
    path(f"{CASE}/plan/", payments.plan, name="case_plan"),
    path(f"{CASE}/review/", case_files.review, name="case_review"),
    path(f"{CASE}/filed/", case_files.file_papers, name="case_file_papers"),
    path(f"{CASE}/moves/<slug:verb>/", case_steps.move, name="case_move"),
    path("stations/objections/<uuid:uid>/", case_steps.objection, name="case_objection"),
    path("stations/plans/<uuid:uid>/<slug:verb>/", payments.plan_move, name="plan_move"),
    path("stations/payments/", payments.listing, name="payments"),
    path("stations/payments/export/", payments.export, name="payments_export"),
    path(f"{PAYMENT}/", payments.one, name="payment"),
    path(f"{PAYMENT}/pay/", payments.pay, name="payment_pay"),
    path(f"{PAYMENT}/bounce/", payments.bounce, name="payment_bounce"),
]
