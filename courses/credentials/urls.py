from django.urls import path

from courses.credentials.views import credentials

urlpatterns = [
    path("chung-nhan/", credentials.mine, name="my_credentials"),
    path("chung-nhan/da-cap/<slug:slug>/", credentials.issued, name="credentials_issued"),
    path("chung-nhan/<uuid:credential_id>/", credentials.one, name="my_credential"),
    path("chung-nhan/<uuid:credential_id>/chung-nhan.pdf", credentials.paper, name="my_credential_paper"),
    path("chung-nhan/<uuid:credential_id>/thu-hoi/", credentials.revoke, name="credential_revoke"),
]
