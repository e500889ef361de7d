"""Where organizations' own people come in, and where officers look after them."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from orgs.views import claiming, claims, corrections, delegates, invitations, portal, reviewing


class ReceiptConverter(StringConverter):
    regex = "RL(?:-[2-9A-HJKLMNP-Z]{4}){3}"


register_converter(ReceiptConverter, "receipt")

officers_delegates = [
    path("delegates/", delegates.listing, name="list"),
    path("delegates/new/", delegates.invite, name="invite"),
    path("delegates/<int:pk>/end/", delegates.end, name="end"),
    path("delegates/<int:pk>/duty/", delegates.duty, name="duty"),
    path("delegates/<int:pk>/link/", delegates.issue_link, name="issue_link"),
    path("delegates/invitations/<uuid:uid>/", delegates.invitation, name="invitation"),
    path("delegates/invitations/<uuid:uid>/revoke/", delegates.revoke, name="revoke"),
]
applicants = [
    path("claim/", claiming.apply, name="apply"),
    path("claim/received/<receipt:number>/", claiming.received, name="received"),
    path("claim/status/", claiming.status, name="status"),
    path("claim/mine/", claiming.mine, name="mine"),
    path("claim/mine/withdraw/", claiming.withdraw, name="withdraw"),
]
officers_claims = [
    path("claims/", claims.listing, name="list"),
    path("claims/<uuid:uid>/", claims.review, name="review"),
    path("claims/<uuid:uid>/<slug:verb>/", claims.act, name="act"),
]
workspace = [
    path("portal/", portal.home, name="home"),
    path("portal/invitation/", invitations.invited, name="accept"),
    path("portal/invitation/accept/", invitations.accept, name="accept_as_self"),
    path("portal/invitation/<str:token>/", invitations.invited, name="invited"),
    path("portal/hand-over/<int:pk>/<slug:outcome>/", portal.settle, name="settle"),
    path("portal/corrections/<uuid:uid>/", corrections.correction, name="correction"),
    path("portal/corrections/<uuid:uid>/check/", corrections.check, name="check"),
    path("portal/corrections/<uuid:uid>/withdraw/", corrections.withdraw, name="withdraw"),
    path(
        "portal/corrections/<uuid:uid>/leave-out/<slug:field>/",
        corrections.leave_out,
        name="leave_out",
    ),
    path("portal/corrections/<uuid:uid>/parts/<slug:key>/", corrections.part, name="part"),
    path("portal/<uuid:uid>/", portal.profile, name="profile"),
    path("portal/<uuid:uid>/people/", portal.people, name="people"),
    path("portal/<uuid:uid>/people/invite/", portal.invite, name="invite"),
    path("portal/<uuid:uid>/hand-over/", portal.hand_over, name="hand_over"),
    path("portal/<uuid:uid>/corrections/", corrections.begin, name="begin"),
]
officers_corrections = [
    path("corrections/", reviewing.listing, name="list"),
    path("corrections/<uuid:uid>/", reviewing.review, name="review"),
    path("corrections/<uuid:uid>/return/", reviewing.send_back, name="send_back"),
]
urlpatterns = [
    path("", include((officers_delegates, "delegates"))),
    path("", include((applicants, "claim"))),
    path("", include((officers_claims, "claims"))),
    path("", include((workspace, "portal"))),
    path("", include((officers_corrections, "corrections"))),
]
