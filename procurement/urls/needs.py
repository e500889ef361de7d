from django.urls import path

from procurement.views import channels, need_sheets, needs, supply, telling, topics

here = "procurement"
need = f"{here}/needs/<uuid:uid>"
topic = f"{here}/topics/<uuid:uid>"
channel = f"{here}/needs/channels/<uuid:uid>"
sheet = f"{here}/needs/sheets/<uuid:uid>"
urlpatterns = [
    path("needs/notice/", telling.notice, name="tell_notice"),
    path("needs/told/<str:number>/", telling.told, name="need_told"),
    path("needs/<str:token>/", telling.tell, name="tell"),
    path("portal/needs/", telling.portal, name="portal_needs"),
    path(f"{here}/needs/", needs.listing, name="needs"),
    path(f"{here}/needs/export/", needs.export, name="needs_export"),
    path(f"{here}/needs/new/", needs.write_down, name="need_new"),
    path(f"{here}/needs/sort/", needs.sort, name="needs_sort"),
    path(f"{here}/needs/channels/", channels.listing, name="need_channels"),
    path(f"{here}/needs/channels/new/", channels.create, name="need_channel_new"),
    path(f"{channel}/", channels.one, name="need_channel"),
    path(f"{channel}/poster/", channels.poster, name="need_channel_poster"),
    path(f"{channel}/close/", channels.close, name="need_channel_close"),
    path(f"{here}/needs/sheets/", need_sheets.listing, name="need_sheets"),
    path(f"{here}/needs/sheets/template/", need_sheets.template, name="need_sheet_template"),
    path(f"{sheet}/", need_sheets.one, name="need_sheet"),
    path(f"{sheet}/apply/", need_sheets.settle, {"verb": "apply"}, name="need_sheet_apply"),
    path(f"{sheet}/discard/", need_sheets.settle, {"verb": "discard"}, name="need_sheet_discard"),
    path(f"{need}/", needs.one, name="need"),
    path(f"{need}/grade/", needs.grade, name="need_grade"),
    path(f"{need}/<slug:verb>/", needs.move, name="need_move"),
    path(f"{here}/topics/", topics.listing, name="topics"),
    path(f"{here}/topics/export/", topics.export, name="topics_export"),
    path(f"{here}/topics/new/", topics.begin, name="topic_new"),
    path(f"{topic}/", topics.one, name="topic"),
    path(f"{topic}/edit/", topics.revise, name="topic_edit"),
    path(f"{topic}/judge/", topics.judge, name="topic_judge"),
    path(f"{topic}/merge/", topics.merge, name="topic_merge"),
    path(f"{topic}/<slug:verb>/", topics.move, name="topic_move"),
    path(f"{here}/supply/", supply.supply, name="supply"),
    path(f"{here}/supply/export/", supply.supply_export, name="supply_export"),
    path(f"{here}/matching/", supply.matching, name="matching"),
    path(f"{here}/matching/export/", supply.matching_export, name="matching_export"),
    path(f"{here}/guide/", supply.guide, name="guide"),
]
