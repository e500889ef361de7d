from django.urls import path

from stations.views import aid, aid_mine

urlpatterns = [
    path("aid/", aid.where, name="aid_where"),
    path("aid/apply/", aid.you, name="aid_apply"),
    path("aid/apply/family/", aid.family, name="aid_family"),
    path("aid/apply/family/<int:ordinal>/drop/", aid.drop, name="aid_drop"),
    path("aid/apply/money/", aid.money, name="aid_money"),
    path("aid/apply/check/", aid.check, name="aid_check"),
    path("aid/apply/received/", aid.received, name="aid_received"),
    path("aid/notice/", aid.notice, name="aid_notice"),
    path("aid/status/", aid_mine.status, name="aid_status"),
    path("aid/mine/", aid_mine.mine, name="aid_mine"),
    path("aid/mine/withdraw/", aid_mine.withdraw, name="aid_withdraw"),
    path("aid/mine/rate/", aid_mine.rate, name="aid_rate"),
    path("aid/mine/data/", aid_mine.own_data, name="aid_data"),
    path("aid/publicity/", aid_mine.wall, name="aid_wall"),
    path("aid/publicity/<uuid:uid>/object/", aid_mine.object_to, name="aid_object"),
]
