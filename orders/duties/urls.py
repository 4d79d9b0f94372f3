from django.urls import path

from orders.duties import views

urlpatterns = [
    path("ve-san/", views.platform, name="platform"),
]
