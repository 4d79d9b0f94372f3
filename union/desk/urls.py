from django.urls import path

from union.desk import views

urlpatterns = [path("cong-viec-hoi/thang/", views.month, name="month")]
