from django.urls import path

from orders.exchanges import views

urlpatterns = [
    path("can-bo/san-khac/", views.exchanges, name="exchanges"),
    path("can-bo/san-khac/<uuid:ref>/", views.exchange, name="exchange"),
    path("can-bo/san-khac/<uuid:ref>/doi/", views.change_exchange, name="change-exchange"),
    path("can-bo/san-khac/<uuid:ref>/tep.xlsx", views.filled_exchange, name="filled-exchange"),
    path("can-bo/san-khac/<uuid:ref>/chu/", views.map_exchange_words, name="exchange-words"),
    path(
        "ban-hang/noi/<int:producer_id>/san-khac/<uuid:ref>/tep.xlsx",
        views.producer_exchange,
        name="producer-exchange",
    ),
]
