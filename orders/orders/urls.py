from django.urls import path

from orders.orders.views import finding, proving, purchases, sales

urlpatterns = [
    path("mua/<uuid:ref>/", purchases.purchase, name="purchase"),
    path("don/<uuid:ref>/", purchases.order, name="order"),
    path("don/<uuid:ref>/bien-nhan/", purchases.receipt, name="receipt"),
    path("don/<uuid:ref>/huy/", purchases.withdraw, name="withdraw"),
    path("don/<uuid:ref>/so/", proving.prove, name="prove"),
    path("don/<uuid:ref>/da-nhan/", purchases.receive, name="receive"),
    path("don/", purchases.bought, name="bought"),
    path("tim-don/", finding.find, name="find"),
    path("tim-don/ma/", finding.find_code, name="find-code"),
    path("tim-don/quen/", finding.forget_numbers, name="forget-numbers"),
    path("ban-hang/", sales.sales, name="sales"),
    path("ban-hang/don/<slug:number>/", sales.sale, name="sale"),
    path("ban-hang/don/<slug:number>/buoc/<slug:kind>/", sales.step, name="step"),
    path("ban-hang/don/<slug:number>/dong-goi/", sales.pack, name="pack"),
    path("ban-hang/don/<slug:number>/giao/", sales.ship, name="ship"),
    path("ban-hang/don/<slug:number>/thoi/<slug:kind>/", sales.end, name="end"),
    path("ban-hang/don/<slug:number>/bot/", sales.part_back, name="part-back"),
    path("ban-hang/don/<slug:number>/phieu/", sales.slip, name="slip"),
]
