from django.urls import path

from backend.law.handbooks import views

urlpatterns = [
    path("luat/tren-may/", views.handbook, name="handbook"),
    path("luat/tren-may/goi.json", views.manifest, name="handbook_manifest"),
    path("luat/tren-may/ban-sao/", views.kept_handbook, name="kept_handbook"),
    path("luat/tren-may/chon/<int:branch_id>/", views.choose, name="choose_situations"),
    path("luat/tinh-huong/<slug:slug>/ban-sao/", views.kept_situation, name="kept_situation"),
]
