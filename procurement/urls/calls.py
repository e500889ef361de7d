from django.urls import path

from procurement.views import calls, public_calls, questions

one, shown = "procurement/calls/<uuid:uid>", "public/calls/<uuid:uid>"
urlpatterns = [
    path("procurement/calls/", calls.call_list, name="calls"),
    path("procurement/calls/export/", calls.call_export, name="calls_export"),
    path("procurement/projects/<uuid:uid>/call/", calls.call_new, name="call_new"),
    path(f"{one}/", calls.call, name="call"),
    path(f"{one}/edit/", calls.call_edit, name="call_edit"),
    path(f"{one}/files/", calls.call_file, name="call_file"),
    path(f"{one}/publish/", calls.call_publish, name="call_publish"),
    path(f"{one}/amend/", questions.amend, name="call_amend"),
    path(f"{one}/again/", calls.call_again, name="call_again"),
    path(f"{one}/moves/<slug:verb>/", calls.call_move, name="call_move"),
    path("procurement/questions/<uuid:uid>/", questions.answer, name="question"),
    path("public/calls/", public_calls.public_calls, name="public_calls"),
    path(f"{shown}/", public_calls.public_call, name="public_call"),
    path(f"{shown}/ask/", public_calls.ask, name="public_ask"),
    path("portal/calls/<uuid:uid>/ask/", public_calls.portal_ask, name="portal_ask"),
    path(f"{shown}/files/<uuid:file>/", public_calls.public_file, name="public_call_file"),
]
