from django.urls import path

from orders.basket.views import basket, checkout, telephone

urlpatterns = [
    path("gio-hang/", basket.show_basket, name="basket"),
    path("gio-hang/doi/", basket.change, name="change-basket"),
    path("gio-hang/dat/", checkout.place, name="place"),
    path("gio-hang/noi-giao/", checkout.set_place, name="set-place"),
    path("gio-hang/ma/", checkout.code, name="code"),
    path("gio-hang/ma/gui-lai/", checkout.another_code, name="another-code"),
    path("gio-hang/them/<int:offer_id>/", basket.add, name="add"),
    path("don/<uuid:ref>/mua-lai/", basket.again, name="buy-again"),
    path("gio-hang/mua-lai/<str:lead>/", basket.again_from_scan, name="buy-again-from-scan"),
    path("ban-hang/noi/<int:producer_id>/don-moi/", telephone.write_down, name="write-down"),
]
