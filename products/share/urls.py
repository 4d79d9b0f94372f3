from django.urls import path

from products.share.views import embed
from products.share.views.share import share_picture

urlpatterns = [
    path("oembed", embed.oembed, name="oembed"),
    path("nhung/<slug:slug>/", embed.embed, name="embed"),
    path("s/<int:pk>/", embed.shopfront, name="shopfront"),
    path("s/<int:pk>/ma/", embed.shopfront_code, name="shopfront_code"),
    path("S/<int:pk>", embed.printed_shopfront),
    path("chia-se/<slug:slug>/<slug:layout>-<str:digest>.jpg", share_picture, name="share_picture"),
]
