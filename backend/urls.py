"""All URLs of Piêu: Vietnamese paths for people, English ones under /api/."""

from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from backend.common import short_links
from backend.common.metrics import metrics
from backend.health import healthz
from backend.robots import robots
from members.people.views.front import home
from products.search.sitemaps import PageSitemap, ProductSitemap

sitemaps = {"pages": PageSitemap, "products": ProductSitemap}

urlpatterns = [
    path("healthz", healthz),
    path("metrics", metrics),
    path("robots.txt", robots),
    path("sitemap.xml", sitemap_index, {"sitemaps": sitemaps, "sitemap_url_name": "sitemap"}),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": sitemaps}, name="sitemap"),
    path("t/<str:code>", short_links.follow, name="short-link"),
    path("api/", include("backend.api")),
    path("epcis/", include("traceability.capture.api.urls")),
    path("quan-tri/", admin.site.urls),
    path("", home, name="home"),
    path("tai-khoan/", include("members.signing_in.account_urls")),
    path("", include("products.urls")),  # first, since buyers ask for most pages
    path("", include("backend.theme.urls")),
    path("", include("backend.ledger.urls")),
    path("", include("members.urls")),
    path("", include("backend.law.urls")),
    path("", include("backend.webhooks.urls")),
    path("hoc/", include("courses.urls")),
    path("", include("courses.credentials.badge_urls")),
    path("", include("orders.urls")),
    path("", include("union.urls")),
    path("", include("traceability.urls")),
]

handler400 = "backend.faults.bad_request"
handler500 = "backend.faults.server_error"
