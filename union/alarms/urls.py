from django.urls import path

from union.alarms import views

urlpatterns = [
    path("hoi-dap/giup-ngay/", views.help_now, name="help_now"),
    path("cong-viec-hoi/can-xem/", views.alarms, name="alarms"),
    path("cong-viec-hoi/can-xem/<uuid:ref>/", views.alarm, name="alarm"),
    path("cong-viec-hoi/can-xem/<uuid:ref>/nhan/", views.take, name="take_alarm"),
]
