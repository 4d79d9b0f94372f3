"""Sign-in and sign-up under /tai-khoan/: allauth's views by allauth's names, at Vietnamese addresses.

Views without a use here are left out: e-mail, log-in by code, password reset by e-mail. Piêu has its own
views for a forgotten PIN and a changed number (members.signing_in.views.recovery,
members.people.views.profile).
"""

from allauth.account import views
from allauth.mfa.webauthn.views import add_webauthn
from django.db import transaction
from django.urls import include, path
from django.views.generic import RedirectView

from members.signing_in.views import recovery, signing_in

urlpatterns = [
    path("dang-nhap/", views.login, name="account_login"),
    path("dang-xuat/", signing_in.sign_out, name="account_logout"),
    path("khong-dung-duoc/", views.account_inactive, name="account_inactive"),
    path("dang-ky/", views.signup, name="account_signup"),
    path("ma-tin-nhan/", views.verify_phone, name="account_verify_phone"),
    path("xac-nhan-lai/", views.reauthenticate, name="account_reauthenticate"),
    path("doi-ma-pin/", views.password_change, name="account_change_password"),
    path("quen-ma-pin/", recovery.ask_code, name="account_reset_password"),
    path("quen-ma-pin/ma/", recovery.reset_by_code, name="account_reset_by_code"),
    path("khoa/", RedirectView.as_view(pattern_name="mfa_list_webauthn"), name="mfa_index"),
    # allauth's own view, in the transaction of the new passkey's ledger entry.
    path("khoa/webauthn/add/", transaction.atomic(add_webauthn), name="mfa_add_webauthn"),
    path("khoa/", include("allauth.mfa.urls")),
    path("may/", include("allauth.usersessions.urls")),
    # Names that allauth resolves and that lead to Piêu's own pages.
    path(
        "dat-ma-pin/",
        RedirectView.as_view(pattern_name="account_change_password"),
        name="account_set_password",
    ),
    path("doi-so/", RedirectView.as_view(pattern_name="members:phone"), name="account_change_phone"),
]
