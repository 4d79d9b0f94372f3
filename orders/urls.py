"""Addresses of the basket, a buyer's orders and a producer's shop."""

from django.urls import path

from orders.views import (
    areas,
    bank,
    bank_hook,
    books,
    buying,
    checkout,
    complaints,
    figures,
    reviews,
    selling,
)
from orders.views.outward import PATTERNS as OUTWARD

app_name = "orders"

urlpatterns = [
    path("gio-hang/", buying.show_basket, name="basket"),
    path("gio-hang/doi/", buying.change, name="change-basket"),
    path("gio-hang/dat/", checkout.place, name="place"),
    path("gio-hang/noi-giao/", checkout.set_place, name="set-place"),
    path("gio-hang/ma/", checkout.code, name="code"),
    path("gio-hang/ma/gui-lai/", checkout.another_code, name="another-code"),
    path("gio-hang/them/<int:offer_id>/", buying.add, name="add"),
    path("mua/<uuid:ref>/", buying.purchase, name="purchase"),
    path("don/<uuid:ref>/", buying.order, name="order"),
    path("don/<uuid:ref>/bien-nhan/", buying.receipt, name="receipt"),
    path("don/<uuid:ref>/huy/", buying.withdraw, name="withdraw"),
    path("don/<uuid:ref>/da-nhan/", buying.receive, name="receive"),
    path("don/", buying.bought, name="bought"),
    path("ban-hang/", selling.sales, name="sales"),
    path("ban-hang/don/<slug:number>/", selling.sale, name="sale"),
    path("ban-hang/don/<slug:number>/buoc/<slug:kind>/", selling.step, name="step"),
    path("ban-hang/don/<slug:number>/dong-goi/", selling.pack, name="pack"),
    path("ban-hang/don/<slug:number>/giao/", selling.ship, name="ship"),
    path("ban-hang/don/<slug:number>/thoi/<slug:kind>/", selling.end, name="end"),
    path("ban-hang/don/<slug:number>/phieu/", selling.slip, name="slip"),
    path("ban-hang/noi/<int:producer_id>/", selling.shop, name="shop"),
    path("ban-hang/noi/<int:producer_id>/sua/<slug:what>/", selling.change_shop, name="change-shop"),
    path("ban-hang/noi/<int:producer_id>/ngan-hang/", bank.feed, name="bank-feed"),
    path("ban-hang/noi/<int:producer_id>/ngan-hang/khoa/", bank.set_feed_key, name="bank-feed-key"),
    path("ban-hang/noi/<int:producer_id>/ngan-hang/<slug:what>/", bank.change_feed, name="change-bank-feed"),
    path("ban-hang/tien-ve/", bank.transfers, name="transfers"),
    path("ban-hang/tien-ve/<int:transfer_id>/", bank.transfer, name="transfer"),
    path("ban-hang/tien-ve/<int:transfer_id>/noi/", bank.link, name="link-transfer"),
    path("ban-hang/tien-ve/<int:transfer_id>/<slug:what>/", bank.handle, name="handle-transfer"),
    path("webhooks/bank/<slug:ref>/", bank_hook.take_message, name="bank-hook"),
    path("ban-hang/noi/<int:producer_id>/noi-giao/", areas.areas, name="areas"),
    path("ban-hang/noi/<int:producer_id>/noi-giao/<int:unit>/bo/", areas.remove, name="remove-area"),
    path("ban-hang/noi/<int:producer_id>/don-moi/", selling.write_down, name="write-down"),
    path("ban-hang/noi/<int:producer_id>/so-lieu/", figures.month, name="figures"),
    path("ban-hang/noi/<int:producer_id>/so-doanh-thu/", books.book, name="book"),
    path("can-bo/muc-thue/", books.tax_claims, name="tax-claims"),
    path("ban-hang/san-pham/<int:product_id>/them/", selling.new_offer, name="new-offer"),
    path("ban-hang/cach/<int:offer_id>/", selling.edit_offer, name="edit-offer"),
    path("ban-hang/cach/<int:offer_id>/thoi/", selling.end_offer, name="end-offer"),
    *reviews.PATTERNS,
    *complaints.PATTERNS,
    *OUTWARD,
]
