from django.urls import path

from products.views import public

app_name = "products"

urlpatterns = [
    path("products/", public.product_list, name="list"),
    path("products/<int:pk>/", public.old_number),
    path("products/<slug:slug>/", public.product_detail, name="detail"),
]
