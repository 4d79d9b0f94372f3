from django.urls import path

from orders.bank.views import hook, transfers

urlpatterns = [
    path("ban-hang/noi/<int:producer_id>/ngan-hang/", transfers.feed, name="bank-feed"),
    path("ban-hang/noi/<int:producer_id>/ngan-hang/khoa/", transfers.set_feed_key, name="bank-feed-key"),
    path(
        "ban-hang/noi/<int:producer_id>/ngan-hang/<slug:what>/",
        transfers.change_feed,
        name="change-bank-feed",
    ),
    path("ban-hang/tien-ve/", transfers.transfers, name="transfers"),
    path("ban-hang/tien-ve/<int:transfer_id>/", transfers.transfer, name="transfer"),
    path("ban-hang/tien-ve/<int:transfer_id>/noi/", transfers.link, name="link-transfer"),
    path("ban-hang/tien-ve/<int:transfer_id>/<slug:what>/", transfers.handle, name="handle-transfer"),
    path("webhooks/bank/<slug:ref>/", hook.take_message, name="bank-hook"),
]
