from django.urls import path

from procurement.views import panels, public_draws, reviews, sheets

call, draw = "procurement/calls/<uuid:uid>", "procurement/draws/<uuid:uid>"
shown = "public/draws/<uuid:uid>"
urlpatterns = [
    path(f"{call}/panel/", panels.panel, name="panel"),
    path(f"{call}/panel/seal/", panels.seal, name="panel_seal"),
    path(f"{call}/panel/begin/", panels.begin, name="panel_begin"),
    path(f"{call}/panel/extend/", panels.extend, name="panel_extend"),
    path(f"{call}/panel/rescore/", panels.rescore, name="panel_rescore"),
    path(f"{call}/panel/close/", panels.close, name="panel_close"),
    path(f"{call}/scores/", panels.scores, name="scores"),
    path(f"{call}/scores/<uuid:bid>/", sheets.sheets, name="sheets"),
    path("portal/results/<uuid:uid>/scores/", sheets.own, name="result_scores"),
    path(f"{draw}/", panels.draw, name="draw"),
    path(f"{draw}/screen/", panels.draw_screen, name="draw_screen"),
    path(f"{draw}/draw/", panels.draw_now, name="draw_now"),
    path(f"{draw}/void/", panels.draw_void, name="draw_void"),
    path(f"{draw}/conflicts/<int:pk>/", panels.overrule, name="draw_overrule"),
    path("procurement/seats/<int:pk>/excuse/", panels.excuse, name="seat_excuse"),
    path("procurement/seats/<int:pk>/chair/", panels.chair, name="seat_chair"),
    path("public/draws/replay_draw.py", public_draws.replay_script, name="replay_script"),
    path(f"{shown}/", public_draws.public_draw, name="public_draw"),
    path(f"{shown}/record/", public_draws.public_draw_record, name="public_draw_record"),
    path("reviews/", reviews.desk, name="reviews"),
    path("reviews/seats/<int:pk>/declare/", reviews.declare, name="declare"),
    path("reviews/seats/<int:pk>/withdraw/", reviews.withdraw, name="withdraw"),
    path("reviews/<int:pk>/", reviews.sheet, name="review"),
    path("reviews/<int:pk>/save/", reviews.save, name="review_save"),
    path("reviews/<int:pk>/explain/", reviews.explain, name="review_explain"),
]
