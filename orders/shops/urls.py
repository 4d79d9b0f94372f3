from django.urls import path

from orders.shops.views import areas, delivery, shop

urlpatterns = [
    path("ban-hang/noi/<int:producer_id>/", shop.shop, name="shop"),
    path("ban-hang/noi/<int:producer_id>/sua/<slug:what>/", shop.change_shop, name="change-shop"),
    path("ban-hang/noi/<int:producer_id>/giao-toi-dau/", delivery.delivery, name="delivery"),
    path("ban-hang/noi/<int:producer_id>/noi-giao/", areas.areas, name="areas"),
    path("ban-hang/noi/<int:producer_id>/noi-giao/<int:unit>/bo/", areas.remove, name="remove-area"),
    path("ban-hang/san-pham/<int:product_id>/them/", shop.new_offer, name="new-offer"),
    path("ban-hang/cach/<int:offer_id>/", shop.edit_offer, name="edit-offer"),
    path("ban-hang/cach/<int:offer_id>/thoi/", shop.end_offer, name="end-offer"),
]
