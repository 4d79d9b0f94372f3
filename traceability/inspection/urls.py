from django.urls import path

from traceability.inspection.views import inspection_checks, inspections

urlpatterns = [
    path("kiem-tra/", inspections.index, name="inspections"),
    path("kiem-tra/doi-chieu/", inspection_checks.check, name="inspection-check"),
    path("kiem-tra/<int:pk>/", inspections.inspection, name="inspection"),
    path("kiem-tra/<int:pk>/lo/<int:lot_id>/", inspections.lot, name="inspection-lot"),
    path("kiem-tra/<int:pk>/lo/<int:lot_id>/<slug:part>/", inspections.part, name="inspection-part"),
    path("kiem-tra/<int:pk>/ho-so/", inspections.bundle, name="inspection-bundle"),
    path("kiem-tra/<int:pk>/ket-thuc/", inspections.end, name="end-inspection"),
]
