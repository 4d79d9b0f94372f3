"""Addresses of lots, the diary, labels and what buyers write. The codes themselves (/01/…, /P/…) are answered earlier, by
traceability/middleware.py."""

from django.urls import path

from traceability.views import diary, inquiries, lots, paper

app_name = "traceability"

urlpatterns = [
    path("nhat-ky/", diary.diary, name="diary"),
    path("nhat-ky/ghi/", diary.record, name="record"),
    path("nhat-ky/viec/<uuid:event_id>/", diary.event, name="event"),
    path("nhat-ky/viec/<uuid:event_id>/xac-minh/", diary.check, name="check"),
    path("nhat-ky/giay/", paper.sheet, name="sheet"),
    path("nhat-ky/giay/chep/", paper.enter, name="enter-sheet"),
    path("lo/", lots.index, name="lots"),
    path("lo/moi/", lots.new, name="new-lot"),
    path("lo/<int:lot_id>/", lots.lot, name="lot"),
    path("lo/<int:lot_id>/sua/", lots.edit, name="edit-lot"),
    path("lo/<int:lot_id>/het/", lots.close, name="close-lot"),
    path("lo/<int:lot_id>/mo-lai/", lots.reopen, name="reopen-lot"),
    path("tim-tem/", inquiries.find, name="find"),
    path("bao-tem/", inquiries.report, name="report"),
    path("lo/<int:lot_id>/nhan/", inquiries.inquire, name="inquire"),
    path("loi-nhan/<uuid:ref>/", inquiries.inquiry, name="inquiry"),
    path("hop-thu/", inquiries.inbox, name="inbox"),
    path("hop-thu/<int:pk>/", inquiries.inbox_item, name="inbox-item"),
    path("hop-thu/<int:pk>/xong/", inquiries.close, name="inbox-close"),
]
