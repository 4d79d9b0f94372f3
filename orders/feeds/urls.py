from django.urls import path

from orders.feeds import views

urlpatterns = [
    path("ban-hang/noi/<int:producer_id>/kenh/", views.channels, name="channels"),
    path("can-bo/kenh/", views.channels_desk, name="channels-desk"),
    path("kenh/<str:file_name>", views.feed, name="feed"),
    path("kenh/<slug:slug>/<str:file_name>", views.producer_feed, name="producer-feed"),
]
