"""Addresses of what leads out of Piêu: catalogues, the share kit, exchanges' files."""

from django.urls import path

from orders.exchanges import views as exchanges
from orders.feeds import views as channels
from orders.share import views as share

PATTERNS = [
    path("ban-hang/noi/<int:producer_id>/kenh/", channels.channels, name="channels"),
    path("ban-hang/san-pham/<int:product_id>/chia-se/", share.share, name="share"),
    path("ban-hang/san-pham/<int:product_id>/ap-phich/", share.poster, name="poster"),
    path("can-bo/kenh/", channels.channels_desk, name="channels-desk"),
    path("can-bo/san-khac/", exchanges.exchanges, name="exchanges"),
    path("can-bo/san-khac/<uuid:ref>/", exchanges.exchange, name="exchange"),
    path("can-bo/san-khac/<uuid:ref>/doi/", exchanges.change_exchange, name="change-exchange"),
    path("can-bo/san-khac/<uuid:ref>/tep.xlsx", exchanges.filled_exchange, name="filled-exchange"),
    path("can-bo/san-khac/<uuid:ref>/chu/", exchanges.map_exchange_words, name="exchange-words"),
    path(
        "ban-hang/noi/<int:producer_id>/san-khac/<uuid:ref>/tep.xlsx",
        exchanges.producer_exchange,
        name="producer-exchange",
    ),
    path("kenh/<str:file_name>", channels.feed, name="feed"),
    path("kenh/<slug:slug>/<str:file_name>", channels.producer_feed, name="producer-feed"),
]
