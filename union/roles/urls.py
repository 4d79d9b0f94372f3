from django.urls import path

from union.roles import views

urlpatterns = [
    path("cong-viec-hoi/phan-cong/", views.roles, name="roles"),
    path("cong-viec-hoi/phan-cong/giao/", views.give, name="give_role"),
    path("cong-viec-hoi/phan-cong/<int:role_id>/thoi/", views.end, name="end_role"),
]
