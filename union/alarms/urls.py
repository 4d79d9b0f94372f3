from django.urls import path

from union.alarms import views

urlpatterns = [
    path("hoi-dap/giup-ngay/", views.help_now, name="help_now"),
]
