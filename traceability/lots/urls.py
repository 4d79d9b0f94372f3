from django.urls import path

from traceability.lots import views as lots

urlpatterns = [
    path("lo/", lots.index, name="lots"),
    path("lo/moi/", lots.new, name="new-lot"),
    path("lo/<int:lot_id>/", lots.lot, name="lot"),
    path("lo/<int:lot_id>/sua/", lots.edit, name="edit-lot"),
    path("lo/<int:lot_id>/doi-ma/", lots.rename, name="rename-lot"),
    path("lo/<int:lot_id>/con-hang/", lots.answer, name="answer-lot"),
    path("lo/<int:lot_id>/het/", lots.close, name="close-lot"),
    path("lo/<int:lot_id>/mo-lai/", lots.reopen, name="reopen-lot"),
]
