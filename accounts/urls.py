"""Ours are named ``accounts:…``; the plain names are those by which django-allauth calls the same
pages."""

from django.urls import include, path

from accounts.views import entrance, lists, me, offices, people, search
from privacy.views import erasures

login = entrance.LoginView.as_view()
totp = me.SetUpTOTPView.as_view()
add_passkey = me.AddPasskeyView.as_view()
codes = me.CodesView.as_view()

pages = [
    path("login/", login, name="login"),
    path("logout/", entrance.logout, name="logout"),
    path("session/", entrance.session, name="session"),
    path("forgotten/", me.forgotten, name="forgotten"),
    path("link/", me.link, name="link_form"),
    path("link/<str:token>/", me.link, name="link"),
    path("me/", me.me, name="me"),
    path("me/security/", me.security_page, name="security"),
    path("me/security/enrol/", me.enrol, name="enrol"),
    path("me/password/", me.password, name="password"),
    path("me/sessions/end/", me.end_other_sessions, name="end_other_sessions"),
    path("me/sessions/<str:name>/end/", me.end_session, name="end_session"),
]
pages += [
    path("people/", people.listing, name="people"),
    path("people/new/", people.new, name="person_new"),
    path("people/dormant/disable/", people.shut_dormant, name="shut_dormant"),
    path("people/<str:username>/", people.person, name="person"),
    path("people/<str:key>/erase/", erasures.ask, {"kind": "account"}, name="erase"),
    path("people/<str:username>/appoint/", people.appoint, name="appoint"),
    path("people/<str:username>/disable/", people.disable, name="disable"),
    path("people/<str:username>/enable/", people.enable, name="enable"),
    path("people/<str:username>/link/", people.issue_link, name="issue_link"),
    path("people/<str:username>/unlock/", people.unlock, name="unlock"),
    path("people/<str:username>/factors/", people.reset_factors, name="reset_factors"),
    path("offices/<int:pk>/end/", offices.end, name="end"),
    path("offices/<int:pk>/deputize/", offices.deputize, name="deputize"),
    path("offices/<int:pk>/hand-over/", offices.hand_over, name="hand_over"),
    path("roles/", people.roles, name="roles"),
    path("lists/<slug:name>/", lists.arrange, name="arrange"),
    path("lists/<slug:name>/views/", lists.save, name="save_view"),
    path("views/<int:pk>/drop/", lists.drop, name="drop_view"),
    path("views/<int:pk>/begin/", lists.begin, name="begin_with_view"),
]
allauth = [
    path("login/", login, name="account_login"),
    path("logout/", entrance.logout, name="account_logout"),
    path("inactive/", entrance.InactiveView.as_view(), name="account_inactive"),
    path("forgotten/", me.forgotten, name="account_reset_password"),
    path("again/", entrance.PasswordAgainView.as_view(), name="account_reauthenticate"),
    path("again/code/", entrance.CodeAgainView.as_view(), name="mfa_reauthenticate"),
    path("again/passkey/", entrance.PasskeyAgainView.as_view(), name="mfa_reauthenticate_webauthn"),
    path("code/", entrance.CodeView.as_view(), name="mfa_authenticate"),
    path("login/passkey/", entrance.passkey.login_webauthn, name="mfa_login_webauthn"),
    path("me/factors/", me.to_security, name="mfa_index"),
    path("me/factors/totp/", totp, name="mfa_activate_totp"),
    path("me/factors/totp/remove/", me.RemoveTOTPView.as_view(), name="mfa_deactivate_totp"),
    path("me/factors/passkeys/", me.to_security, name="mfa_list_webauthn"),
    path("me/factors/passkeys/add/", add_passkey, name="mfa_add_webauthn"),
    path(
        "me/factors/passkeys/<int:pk>/remove/",
        me.RemovePasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("me/factors/codes/", codes, name="mfa_view_recovery_codes"),
    path(
        "me/factors/codes/renew/", me.RenewCodesView.as_view(), name="mfa_generate_recovery_codes"
    ),
]

urlpatterns = [
    path("", entrance.home, name="home"),
    path("search/", search.search, name="search"),
    path("accounts/", include((pages, "accounts"))),
    path("accounts/", include(allauth)),
]
