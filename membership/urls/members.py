from django.urls import path

from membership.views import members, rosters, transfers
from privacy.views import erasures

one = "members/<uuid:uid>"
roster = "members/rosters/<uuid:uid>"
transfer = "members/transfers/<uuid:uid>"
urlpatterns = [
    path("members/", members.listing, name="members"),
    path("members/export/", members.export, name="members_export"),
    path("members/rosters/", rosters.index, name="rosters"),
    path("members/rosters/template/", rosters.template, name="roster_template"),
    path(f"{roster}/", rosters.one, name="roster"),
    path(f"{roster}/apply/", rosters.apply, name="roster_apply"),
    path(f"{roster}/columns/", rosters.remap, name="roster_columns"),
    path(f"{roster}/transfers/", rosters.claim, name="roster_transfers"),
    path(f"{roster}/discard/", rosters.discard, name="roster_discard"),
    path(f"{roster}/errors/", rosters.errors, name="roster_errors"),
    path("members/transfers/", transfers.listing, name="transfers"),
    path(f"{transfer}/", transfers.one, name="transfer"),
    path(f"{transfer}/accept/", transfers.accept, name="transfer_accept"),
    path(f"{transfer}/decline/", transfers.decline, name="transfer_decline"),
    path(f"{transfer}/withdraw/", transfers.withdraw, name="transfer_withdraw"),
    path(f"{one}/", members.one, name="member"),
    path(f"{one}/correct/", members.correct, name="member_correct"),
    path(f"{one}/end/", members.end, name="member_end"),
    path(f"{one}/transfer/", transfers.ask, name="member_transfer"),
    path("members/<uuid:key>/erase/", erasures.ask, {"kind": "member"}, name="member_erase"),
]
