"""Every address of Piêu. Vietnamese paths for people, English under /api/."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from backend.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("quan-tri/", admin.site.urls),
    path("tai-khoan/", include("allauth.urls")),
    path("", include("backend.theme.urls")),
    path("", include("members.urls")),
    path("", include("products.urls")),
    path("", include("traceability.urls")),
]
