"""Addresses of lots, the diary, labels and what buyers write. The codes themselves (/01/…, /P/…) are answered earlier, by
traceability/middleware.py."""

from django.urls import path

from traceability.containers import views as containers
from traceability.diary.views import diary, paper
from traceability.exports import views as exports
from traceability.genealogy import views as genealogy
from traceability.hosts import views as hosts
from traceability.inquiries import views as inquiries
from traceability.inspection.views import inspection_checks, inspections
from traceability.labels.views import label_prints, labels, posters
from traceability.legal.views import e_labels, legal
from traceability.lots import views as lots
from traceability.partners import views as partners
from traceability.recalls import views as recalls
from traceability.resolver import views as links
from traceability.scans.views import flags, proofs

app_name = "traceability"

urlpatterns = [
    path("nhat-ky/", diary.diary, name="diary"),
    path("nhat-ky/ghi/", diary.record, name="record"),
    path("nhat-ky/viec/<uuid:event_id>/", diary.event, name="event"),
    path("nhat-ky/viec/<uuid:event_id>/xac-minh/", diary.check, name="check"),
    path("nhat-ky/viec/<uuid:event_id>/xoa-loi/", diary.erase_words, name="erase-words"),
    path("nhat-ky/giay/", paper.sheet, name="sheet"),
    path("nhat-ky/giay/chep/", paper.enter, name="enter-sheet"),
    path("lo/", lots.index, name="lots"),
    path("lo/moi/", lots.new, name="new-lot"),
    path("lo/<int:lot_id>/", lots.lot, name="lot"),
    path("lo/<int:lot_id>/sua/", lots.edit, name="edit-lot"),
    path("lo/<int:lot_id>/doi-ma/", lots.rename, name="rename-lot"),
    path("lo/<int:lot_id>/het/", lots.close, name="close-lot"),
    path("lo/<int:lot_id>/mo-lai/", lots.reopen, name="reopen-lot"),
    path("lo/<int:lot_id>/lam-tu/", genealogy.genealogy, name="genealogy"),
    path("lo/<int:lot_id>/dong-thung/", genealogy.pack, name="pack"),
    path("lo/<int:lot_id>/thung/<int:carton_id>/lay-ra/", genealogy.unpack, name="unpack"),
    path("lo/<int:lot_id>/hao-hut/", genealogy.lose, name="lose"),
    path("lo/<int:lot_id>/ty-le/", genealogy.change_yield, name="yield"),
    path("san-xuat/<int:producer_id>/thung/", containers.containers, name="containers"),
    path("san-xuat/<int:producer_id>/thung/<int:pallet_id>/xuong/", containers.take_off, name="take-off"),
    path("san-xuat/<int:producer_id>/ma-gs1/", containers.prefix, name="gs1-prefix"),
    path("doi-tac/", partners.partners, name="partners"),
    path("doi-tac/<int:grant_id>/thoi/", partners.end, name="end-grant"),
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
    path("lien-ket/<int:product_id>/", links.index, name="links"),
    path("lien-ket/<int:product_id>/them/", links.add, name="add-link"),
    path("lien-ket/<int:product_id>/<int:link_id>/sua/", links.edit, name="edit-link"),
    path("lien-ket/<int:product_id>/<int:link_id>/bo/", links.remove, name="remove-link"),
    path("lien-ket/<int:product_id>/<int:link_id>/go/", links.take_down, name="take-down-link"),
    path("lo/<int:lot_id>/bang-chung/", proofs.proof, name="proof"),
    path("lo/<int:lot_id>/bang-chung.json", proofs.proof_file, name="proof-file"),
    path("lo/<int:lot_id>/to-treo/", posters.poster, name="poster"),
    path("lo/<int:lot_id>/to-treo/<slug:form>/", posters.download, name="poster-file"),
    path("lo/<int:lot_id>/thu-hoi/", recalls.recall, name="recall"),
    path("tem/<int:run_id>/thu-hoi/", recalls.recall_labels, name="recall-labels"),
    path("lo/<int:lot_id>/theo-luat/", legal.checklist, name="legal"),
    path("lo/<int:lot_id>/ho-chieu/", legal.passport, name="passport"),
    path("lo/<int:lot_id>/ho-chieu/cong-bo/", legal.publish_lot_passport, name="publish-passport"),
    path("lo/<int:lot_id>/ho-chieu.jsonld", legal.passport_data, name="passport-data"),
    path("lo/<int:lot_id>/ho-chieu.pdf", legal.passport_file, name="passport-file"),
    path("lo/<int:lot_id>/nhan-dien-tu/", legal.e_label, name="e-label"),
    path("san-pham-cua-toi/<int:product_id>/nhan-dien-tu/", legal.e_label_switch, name="switch-e-label"),
    path("san-pham-cua-toi/nhan-dien-tu/", e_labels.switches, name="switch-e-labels"),
    path("san-pham-cua-toi/nhan-dien-tu/in/", e_labels.paper, name="e-labels-paper"),
    path("xuat-tep/", exports.index, name="exports"),
    path("xuat-tep/<slug:name>.schema.json", exports.schema, name="export-schema"),
    path("lo/<int:lot_id>/xuat/<slug:name>.json", exports.export, name="export"),
    path("dia-chi-tem/", hosts.index, name="hosts"),
    path("dia-chi-tem/<int:pk>/bo/", hosts.remove, name="remove-host"),
    path("kiem-tra/", inspections.index, name="inspections"),
    path("kiem-tra/doi-chieu/", inspection_checks.check, name="inspection-check"),
    path("kiem-tra/<int:pk>/", inspections.inspection, name="inspection"),
    path("kiem-tra/<int:pk>/lo/<int:lot_id>/", inspections.lot, name="inspection-lot"),
    path("kiem-tra/<int:pk>/lo/<int:lot_id>/<slug:part>/", inspections.part, name="inspection-part"),
    path("kiem-tra/<int:pk>/ho-so/", inspections.bundle, name="inspection-bundle"),
    path("kiem-tra/<int:pk>/ket-thuc/", inspections.end, name="end-inspection"),
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
