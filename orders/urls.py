"""Addresses of the basket, a buyer's orders and a producer's shop."""

from django.urls import path

from orders.bank.views import hook as bank_hook
from orders.bank.views import transfers as bank
from orders.basket.views import basket as views_basket
from orders.basket.views import checkout
from orders.basket.views import telephone as views_telephone
from orders.complaints import views as complaints
from orders.duties import views as platform
from orders.figures.views import books, branch_sales
from orders.figures.views import month as figures
from orders.orders.views import bought as views_bought
from orders.orders.views import proving
from orders.orders.views import sales as handling
from orders.outward import PATTERNS as OUTWARD
from orders.payments.ways.card.views import cards
from orders.payments.ways.card.views import hook as card_hook
from orders.reviews import views as reviews
from orders.shops.views import areas
from orders.shops.views import shop as views_shop

app_name = "orders"

urlpatterns = [
    path("gio-hang/", views_basket.show_basket, name="basket"),
    path("gio-hang/doi/", views_basket.change, name="change-basket"),
    path("gio-hang/dat/", checkout.place, name="place"),
    path("gio-hang/noi-giao/", checkout.set_place, name="set-place"),
    path("gio-hang/ma/", checkout.code, name="code"),
    path("gio-hang/ma/gui-lai/", checkout.another_code, name="another-code"),
    path("gio-hang/them/<int:offer_id>/", views_basket.add, name="add"),
    path("mua/<uuid:ref>/", views_bought.purchase, name="purchase"),
    path("don/<uuid:ref>/", views_bought.order, name="order"),
    path("don/<uuid:ref>/bien-nhan/", views_bought.receipt, name="receipt"),
    path("don/<uuid:ref>/huy/", views_bought.withdraw, name="withdraw"),
    path("don/<uuid:ref>/so/", proving.prove, name="prove"),
    path("don/<uuid:ref>/da-nhan/", views_bought.receive, name="receive"),
    path("don/", views_bought.bought, name="bought"),
    path("ban-hang/", handling.sales, name="sales"),
    path("ban-hang/don/<slug:number>/", handling.sale, name="sale"),
    path("ban-hang/don/<slug:number>/buoc/<slug:kind>/", handling.step, name="step"),
    path("ban-hang/don/<slug:number>/dong-goi/", handling.pack, name="pack"),
    path("ban-hang/don/<slug:number>/giao/", handling.ship, name="ship"),
    path("ban-hang/don/<slug:number>/thoi/<slug:kind>/", handling.end, name="end"),
    path("ban-hang/don/<slug:number>/bot/", handling.part_back, name="part-back"),
    path("ban-hang/don/<slug:number>/phieu/", handling.slip, name="slip"),
    path("ban-hang/noi/<int:producer_id>/", views_shop.shop, name="shop"),
    path("ban-hang/noi/<int:producer_id>/sua/<slug:what>/", views_shop.change_shop, name="change-shop"),
    path("ban-hang/noi/<int:producer_id>/ngan-hang/", bank.feed, name="bank-feed"),
    path("ban-hang/noi/<int:producer_id>/ngan-hang/khoa/", bank.set_feed_key, name="bank-feed-key"),
    path("ban-hang/noi/<int:producer_id>/ngan-hang/<slug:what>/", bank.change_feed, name="change-bank-feed"),
    path("ban-hang/tien-ve/", bank.transfers, name="transfers"),
    path("ban-hang/tien-ve/<int:transfer_id>/", bank.transfer, name="transfer"),
    path("ban-hang/tien-ve/<int:transfer_id>/noi/", bank.link, name="link-transfer"),
    path("ban-hang/tien-ve/<int:transfer_id>/<slug:what>/", bank.handle, name="handle-transfer"),
    path("webhooks/stripe/<slug:ref>/", card_hook.take_event, name="card-hook"),
    path("ban-hang/noi/<int:producer_id>/the/", cards.account, name="card-account"),
    path("ban-hang/noi/<int:producer_id>/the/khoa/", cards.set_keys, name="card-keys"),
    path("ban-hang/noi/<int:producer_id>/the/<slug:what>/", cards.change_account, name="change-card-account"),
    path("ban-hang/don/<slug:number>/tra-lai-the/", cards.refund, name="refund-card"),
    path("don/<uuid:ref>/the/", cards.pay, name="pay-card"),
    path("tra-the/<slug:back>/", cards.come_back, name="card-back"),
    path("webhooks/bank/<slug:ref>/", bank_hook.take_message, name="bank-hook"),
    path("ban-hang/noi/<int:producer_id>/noi-giao/", areas.areas, name="areas"),
    path("ban-hang/noi/<int:producer_id>/noi-giao/<int:unit>/bo/", areas.remove, name="remove-area"),
    path("ban-hang/noi/<int:producer_id>/don-moi/", views_telephone.write_down, name="write-down"),
    path("ban-hang/noi/<int:producer_id>/so-lieu/", figures.month, name="figures"),
    path("ban-hang/noi/<int:producer_id>/so-doanh-thu/", books.book, name="book"),
    path("can-bo/ban-hang/", branch_sales.sales_by_branch, name="branch-sales"),
    path("can-bo/muc-thue/", books.tax_claims, name="tax-claims"),
    path("ban-hang/san-pham/<int:product_id>/them/", views_shop.new_offer, name="new-offer"),
    path("ban-hang/cach/<int:offer_id>/", views_shop.edit_offer, name="edit-offer"),
    path("ban-hang/cach/<int:offer_id>/thoi/", views_shop.end_offer, name="end-offer"),
    path("ve-san/", platform.platform, name="platform"),
    *reviews.PATTERNS,
    *complaints.PATTERNS,
    *OUTWARD,
]
