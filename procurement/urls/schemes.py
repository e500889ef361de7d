from django.urls import path

from procurement.views import schemes

one, text = "procurement/schemes/<uuid:uid>", "procurement/texts/<uuid:uid>"
urlpatterns = [
    path("procurement/schemes/", schemes.scheme_list, name="schemes"),
    path("procurement/schemes/copy/", schemes.scheme_copy, name="scheme_copy"),
    path(
        "procurement/schemes/standard/<slug:code>/",
        schemes.scheme_standard,
        name="scheme_standard",
    ),
    path(f"{one}/", schemes.scheme, name="scheme"),
    path(f"{one}/edit/", schemes.scheme_edit, name="scheme_edit"),
    path(f"{one}/<slug:verb>/", schemes.scheme_act, name="scheme_act"),
    path("procurement/texts/copy/", schemes.text_copy, name="text_copy"),
    path("procurement/texts/standard/<slug:code>/", schemes.text_standard, name="text_standard"),
    path(f"{text}/", schemes.text, name="model_text"),
    path(f"{text}/edit/", schemes.text_edit, name="text_edit"),
    path(f"{text}/<slug:verb>/", schemes.text_act, name="text_act"),
]
