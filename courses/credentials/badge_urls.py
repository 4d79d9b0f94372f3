"""Public addresses of certificates, without login: their pages, the issuer, its keys, the status lists."""

from django.urls import path

from courses.credentials.views import badges

app_name = "credentials"

urlpatterns = [
    path(".well-known/did.json", badges.did_document, name="did"),
    path(".well-known/jwks.json", badges.jwks, name="jwks"),
    path("chung-nhan/", badges.find, name="find"),
    path("chung-nhan/noi-cap.json", badges.issuer_profile, name="issuer"),
    path("chung-nhan/danh-sach/<int:number>", badges.status_list, name="status_list"),
    path("chung-nhan/<str:code>/", badges.credential, name="credential"),
    path("chung-nhan/<str:code>/chung-nhan.pdf", badges.paper, name="paper"),
    path("chung-nhan/<str:code>/huy-hieu.jwt", badges.badge, name="badge"),
]
