from django.urls import path

from products.certificates import views

urlpatterns = [
    path("giay-chung-nhan/", views.certificates, name="certificates"),
    path("giay-chung-nhan/moi/", views.new_certificate, name="new_certificate"),
    path("giay-chung-nhan/<int:pk>/", views.certificate, name="certificate"),
    path("giay-chung-nhan/<int:pk>/sua/", views.edit_certificate, name="edit_certificate"),
]
