from django.urls import path

from procurement.views import bans, flags, objections, results

objection = "procurement/objections/<uuid:uid>"
ban = "procurement/bans/<uuid:uid>"
urlpatterns = [
    path("procurement/objections/", objections.listing, name="objections"),
    path(f"{objection}/", objections.one, name="objection"),
    path(f"{objection}/answer/", objections.answer, name="objection_answer"),
    path("procurement/bans/", bans.listing, name="bans"),
    path("procurement/bans/new/", bans.new, name="ban_new"),
    path(f"{ban}/", bans.one, name="ban"),
    path(f"{ban}/lift/", bans.lift, name="ban_lift"),
    path("procurement/flags/", flags.listing, name="flags"),
    path("procurement/flags/<int:pk>/note/", flags.note, name="flag_note"),
    path("portal/results/", results.listing, name="results"),
    path("portal/results/<uuid:uid>/cure/", results.cure, name="result_cure"),
    path("portal/results/letters/<uuid:uid>/", results.letter, name="result_letter"),
    path("portal/results/letters/<uuid:uid>/page/", results.letter_page, name="result_letter_page"),
    path("portal/objections/<uuid:uid>/new/", results.objection, name="portal_objection"),
]
