from django.urls import path

from traceability.labels.views import label_prints, labels, posters

urlpatterns = [
    path("tem/", labels.runs, name="runs"),
    path("tem/moi/", labels.choose_lot, name="choose-lot"),
    path("tem/moi/<int:lot_id>/", labels.choose_paper, name="choose-paper"),
    path("tem/moi/<int:lot_id>/<slug:layout_key>/", labels.new_run, name="new-run"),
    path("tem/moi/<int:lot_id>/<slug:layout_key>/mau.png", labels.specimen, name="specimen"),
    path("tem/can-may-in/", label_prints.calibrate, name="calibrate"),
    path("tem/can-may-in/<slug:layout_key>.pdf", label_prints.calibration_sheet, name="calibration-sheet"),
    path("tem/in/<int:print_id>/", label_prints.label_print, name="print"),
    path("tem/in/<int:print_id>/tem.pdf", label_prints.sheet, name="label-sheet"),
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
]
