from django.urls import path

from orders.share import views

urlpatterns = [
    path("ban-hang/san-pham/<int:product_id>/chia-se/", views.share, name="share"),
    path("ban-hang/san-pham/<int:product_id>/da-chia-se/", views.shared, name="shared"),
    path("ban-hang/san-pham/<int:product_id>/ap-phich/", views.poster, name="poster"),
]
