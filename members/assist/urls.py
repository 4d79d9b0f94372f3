from django.urls import path

from members.assist import views as assist

urlpatterns = [
    path("lam-ho/", assist.assist, name="assist"),
    path("lam-ho/mo-tai-khoan/", assist.open_for_her, name="open_account"),
    path("lam-ho/giay/", assist.first_paper, name="first_paper"),
    path("lam-ho/phieu-dong-y/", assist.consent_sheet, name="consent_sheet"),
    path("lam-ho/<int:assist_id>/giay/", assist.paper_of_help, name="paper_of_help"),
    path("lam-ho/thoi/", assist.stop_helping, name="stop_helping"),
    path("lam-ho/<int:member_id>/", assist.start_helping, name="start_helping"),
]
