from django.urls import path

from orders.payments.ways.card.views import cards, hook

urlpatterns = [
    path("webhooks/stripe/<slug:ref>/", hook.take_event, name="card-hook"),
    path("ban-hang/noi/<int:producer_id>/the/", cards.account, name="card-account"),
    path("ban-hang/noi/<int:producer_id>/the/khoa/", cards.set_keys, name="card-keys"),
    path("ban-hang/noi/<int:producer_id>/the/<slug:what>/", cards.change_account, name="change-card-account"),
    path("ban-hang/don/<slug:number>/tra-lai-the/", cards.refund, name="refund-card"),
    path("don/<uuid:ref>/the/", cards.pay, name="pay-card"),
    path("tra-the/<slug:back>/", cards.come_back, name="card-back"),
]
