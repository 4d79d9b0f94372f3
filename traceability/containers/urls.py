from django.urls import path

from traceability.containers import views as containers

urlpatterns = [
    path("san-xuat/<int:producer_id>/thung/", containers.containers, name="containers"),
    path("san-xuat/<int:producer_id>/thung/<int:pallet_id>/xuong/", containers.take_off, name="take-off"),
    path("san-xuat/<int:producer_id>/ma-gs1/", containers.prefix, name="gs1-prefix"),
]
