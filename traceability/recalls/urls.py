from django.urls import path

from traceability.recalls import views as recalls

urlpatterns = [
    path("lo/<int:lot_id>/thu-hoi/", recalls.recall, name="recall"),
    path("tem/<int:run_id>/thu-hoi/", recalls.recall_labels, name="recall-labels"),
    path("thu-hoi/", recalls.index, name="recalls"),
    path("thu-hoi/<int:recall_id>/", recalls.recalled, name="recalled"),
    path("thu-hoi/<int:recall_id>/thong-bao/", recalls.notice, name="recall-notice"),
    path("thu-hoi/<int:recall_id>/ket-thuc/", recalls.end, name="end-recall"),
]
