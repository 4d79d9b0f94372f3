from django.urls import path

from products.share.views import embed, shopfront
from products.share.views.share import share_picture

urlpatterns = [
    path("oembed", embed.oembed, name="oembed"),
    path("nhung/<slug:slug>/", embed.embed, name="embed"),
    path("s/<int:pk>/", shopfront.shopfront, name="shopfront"),
    path("s/<int:pk>/ma/", shopfront.shopfront_code, name="shopfront_code"),
    path("s/<int:pk>/da-chia-se/", shopfront.shared, name="shared"),
    path("S/<int:pk>", shopfront.printed_shopfront),
    path("chia-se/<slug:slug>/<slug:layout>-<str:digest>.jpg", share_picture, name="share_picture"),
]
