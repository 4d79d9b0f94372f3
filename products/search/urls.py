from django.urls import path

from products.search.views import public, ranking

urlpatterns = [
    path("products/", public.product_list, name="list"),
    path("cach-xep-thu-tu/", ranking.ranking, name="ranking"),
    path("products/<int:pk>/", public.old_number),
    path("products/<slug:slug>/", public.product_detail, name="detail"),
]
