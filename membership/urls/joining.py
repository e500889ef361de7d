from django.urls import path

from membership.views import codes, joining, reviewing

code = "members/codes/<uuid:uid>"
one = "members/applications/<uuid:uid>"
urlpatterns = [
    path("join/status/", joining.status, name="join_status"),
    path("join/notice/", joining.notice, name="join_notice"),
    path("join/mine/", joining.mine, name="join_mine"),
    path("join/mine/withdraw/", joining.withdraw, name="join_withdraw"),
    path("join/mine/data/", joining.own_data, name="join_data"),
    path("join/received/<str:number>/", joining.received, name="join_received"),
    path("join/<str:token>/", joining.join, name="join"),
    path("members/applications/", reviewing.queue, name="applications"),
    path("members/applications/approve/", reviewing.approve_many, name="applications_approve"),
    path(f"{one}/", reviewing.one, name="application"),
    path(f"{one}/approve/", reviewing.approve, name="application_approve"),
    path(f"{one}/return/", reviewing.send_back, name="application_return"),
    path(f"{one}/refuse/", reviewing.refuse, name="application_refuse"),
    path("members/codes/", codes.listing, name="join_codes"),
    path("members/codes/new/", codes.create, name="join_code_new"),
    path(f"{code}/", codes.one, name="join_code"),
    path(f"{code}/poster/", codes.poster, name="join_code_poster"),
    path(f"{code}/screen/", codes.screen, name="join_code_screen"),
    path(f"{code}/close/", codes.close, name="join_code_close"),
]
