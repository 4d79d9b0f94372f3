"""Addresses of lots, the diary, labels and what buyers write. The codes themselves (/01/…, /P/…) are answered earlier, by
traceability/middleware.py."""

from django.urls import path

from traceability.views import diary, flags, inquiries, label_prints, labels, lots, paper, posters, recalls

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
    path("lo/<int:lot_id>/doi-ma/", lots.rename, name="rename-lot"),
    path("lo/<int:lot_id>/het/", lots.close, name="close-lot"),
    path("lo/<int:lot_id>/mo-lai/", lots.reopen, name="reopen-lot"),
    path("tem/", labels.runs, name="runs"),
    path("tem/moi/", labels.choose_lot, name="choose-lot"),
    path("tem/moi/<int:lot_id>/", labels.choose_paper, name="choose-paper"),
    path("tem/moi/<int:lot_id>/<slug:layout_key>/", labels.new_run, name="new-run"),
    path("tem/moi/<int:lot_id>/<slug:layout_key>/mau.png", labels.specimen, name="specimen"),
    path("tem/can-may-in/", label_prints.calibrate, name="calibrate"),
    path("tem/can-may-in/<slug:layout_key>.pdf", label_prints.calibration_sheet, name="calibration-sheet"),
    path("tem/in/<int:print_id>/", label_prints.label_print, name="print"),
    path("tem/in/<int:print_id>/tem.pdf", label_prints.sheet, name="label-sheet"),
    path("tem/dang-ngo/", flags.index, name="flags"),
    path("tem/dang-ngo/<int:pk>/", flags.flag, name="flag"),
    path("tem/<int:run_id>/", labels.run, name="run"),
    path("tem/<int:run_id>/tien-do/", labels.progress, name="run-progress"),
    path("tem/<int:run_id>/mau.png", labels.run_specimen, name="run-specimen"),
    path("tem/<int:run_id>/lam-lai/", labels.retry, name="retry-run"),
    path("tem/<int:run_id>/bo/", labels.cancel, name="cancel-run"),
    path("tem/<int:run_id>/in/", label_prints.print_run, name="print-run"),
    path("tem/<int:run_id>/huy/", label_prints.void, name="void-labels"),
    path("tem/<int:run_id>/lech/", label_prints.shift, name="shift-run"),
    path("lo/<int:lot_id>/to-treo/", posters.poster, name="poster"),
    path("lo/<int:lot_id>/to-treo/<slug:form>/", posters.download, name="poster-file"),
    path("lo/<int:lot_id>/thu-hoi/", recalls.recall, name="recall"),
    path("tem/<int:run_id>/thu-hoi/", recalls.recall_labels, name="recall-labels"),
    path("thu-hoi/", recalls.index, name="recalls"),
    path("thu-hoi/<int:recall_id>/", recalls.recalled, name="recalled"),
    path("thu-hoi/<int:recall_id>/thong-bao/", recalls.notice, name="recall-notice"),
    path("thu-hoi/<int:recall_id>/ket-thuc/", recalls.end, name="end-recall"),
    path("tim-tem/", inquiries.find, name="find"),
    path("bao-tem/", inquiries.report, name="report"),
    path("lo/<int:lot_id>/nhan/", inquiries.inquire, name="inquire"),
    path("loi-nhan/<uuid:ref>/", inquiries.inquiry, name="inquiry"),
    path("hop-thu/", inquiries.inbox, name="inbox"),
    path("hop-thu/<int:pk>/", inquiries.inbox_item, name="inbox-item"),
    path("hop-thu/<int:pk>/xong/", inquiries.close, name="inbox-close"),
]
