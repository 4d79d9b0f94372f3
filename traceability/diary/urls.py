from django.urls import path

from traceability.diary.views import diary, paper

urlpatterns = [
    path("nhat-ky/", diary.diary, name="diary"),
    path("nhat-ky/ghi/", diary.record, name="record"),
    path("nhat-ky/viec/<uuid:event_id>/", diary.event, name="event"),
    path("nhat-ky/viec/<uuid:event_id>/xac-minh/", diary.check, name="check"),
    path("nhat-ky/viec/<uuid:event_id>/xoa-loi/", diary.erase_words, name="erase-words"),
    path("nhat-ky/giay/", paper.sheet, name="sheet"),
    path("nhat-ky/giay/chep/", paper.enter, name="enter-sheet"),
]
