from django.urls import path

from products.listing import views

urlpatterns = [
    path("can-bo/noi-ban/", views.verification_desk, name="verification_desk"),
    path("can-bo/san-pham/", views.desk, name="desk"),
    path("can-bo/san-pham/<int:pk>/", views.review, name="review"),
    path("can-bo/giay-chung-nhan/", views.certificate_desk, name="certificate_desk"),
    path("can-bo/giay-chung-nhan/<int:pk>/", views.review_certificate, name="review_certificate"),
]
