from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from products.models import ListingCard


class ProductSitemap(Sitemap):
    """Every listed product."""

    changefreq = "weekly"
    limit = 5_000

    def items(self):
        return ListingCard.objects.order_by("product_id").only("slug", "listed_at")

    def location(self, item: ListingCard) -> str:
        return reverse("products:detail", args=[item.slug])

    def lastmod(self, item: ListingCard):
        return item.listed_at
