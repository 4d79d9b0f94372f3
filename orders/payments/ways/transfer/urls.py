from django.urls import path

from orders.payments.ways.transfer.views import vietqr

urlpatterns = [path("don/<uuid:ref>/vietqr.png", vietqr, name="vietqr")]
