from django.urls import path

from traceability.legal.views import e_labels, legal

urlpatterns = [
    path("lo/<int:lot_id>/theo-luat/", legal.checklist, name="legal"),
    path("lo/<int:lot_id>/ho-chieu/", legal.passport, name="passport"),
    path("lo/<int:lot_id>/ho-chieu/cong-bo/", legal.publish_lot_passport, name="publish-passport"),
    path("lo/<int:lot_id>/ho-chieu.jsonld", legal.passport_data, name="passport-data"),
    path("lo/<int:lot_id>/ho-chieu.pdf", legal.passport_file, name="passport-file"),
    path("lo/<int:lot_id>/nhan-dien-tu/", legal.e_label, name="e-label"),
    path("san-pham-cua-toi/<int:product_id>/nhan-dien-tu/", legal.e_label_switch, name="switch-e-label"),
    path("san-pham-cua-toi/nhan-dien-tu/", e_labels.switches, name="switch-e-labels"),
    path("san-pham-cua-toi/nhan-dien-tu/in/", e_labels.paper, name="e-labels-paper"),
]
