from django.urls import path

from products.photos import views

urlpatterns = [
    path("anh/<uuid:key>/<str:variant>", views.photo, name="photo"),
    path("giong-ke/<int:pk>/", views.voice, name="voice"),
]
