from django.urls import path

from traceability.exports import views as exports

urlpatterns = [
    path("xuat-tep/", exports.index, name="exports"),
    path("xuat-tep/<slug:name>.schema.json", exports.schema, name="export-schema"),
    path("lo/<int:lot_id>/xuat/<slug:name>.json", exports.export, name="export"),
]
