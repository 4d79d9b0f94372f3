from django.urls import path
from django.views.i18n import set_language

from backend.theme import views

app_name = "theme"

urlpatterns = [
    path("sw.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("ngon-ngu/", set_language, name="language"),
    path("csrf/", views.csrf, name="csrf"),
    path("mat-mang/", views.offline_page, name="offline"),
    path("kieu/", views.style_page, name="style"),
]
