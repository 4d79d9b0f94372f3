from django.urls import path

from backend.law.citing import views

urlpatterns = [path("luat/chon/", views.pick, name="pick")]
