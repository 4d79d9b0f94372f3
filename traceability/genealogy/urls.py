from django.urls import path

from traceability.genealogy import views as genealogy

urlpatterns = [
    path("lo/<int:lot_id>/lam-tu/", genealogy.genealogy, name="genealogy"),
    path("lo/<int:lot_id>/dong-thung/", genealogy.pack, name="pack"),
    path("lo/<int:lot_id>/thung/<int:carton_id>/lay-ra/", genealogy.unpack, name="unpack"),
    path("lo/<int:lot_id>/hao-hut/", genealogy.lose, name="lose"),
    path("lo/<int:lot_id>/ty-le/", genealogy.change_yield, name="yield"),
]
