from django.urls import path

from members.notices import views as notices

urlpatterns = [
    path("thong-bao/", notices.notices, name="notices"),
    path("thong-bao/may-nay/", notices.ring, name="ring"),
    path("thong-bao/da-doc/", notices.read_all, name="read_all"),
    path("thong-bao/<int:notice_id>/", notices.open_notice, name="open_notice"),
]
