"""Sitemaps for search engines, with the last change of each page's content."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse

from products.models import ListingCard, ProductFacts


def last_change() -> datetime | None:
    """Return the moment when the public page of any listed product last changed; None without one."""
    return ProductFacts.objects.filter(product__card__isnull=False).aggregate(last=Max("since"))["last"]


class ProductSitemap(Sitemap):
    """Sitemap of the pages of listed products. `lastmod` is the last change of the page's content."""

    changefreq = "weekly"
    limit = 5_000

    def items(self) -> QuerySet[ListingCard]:
        facts = ProductFacts.objects.filter(product=OuterRef("product_id")).order_by("-version")
        cards = ListingCard.objects.order_by("product_id").only("slug", "listed_at")
        return cards.annotate(changed_at=Subquery(facts.values("since")[:1]))

    def location(self, item: ListingCard) -> str:
        return reverse("products:detail", args=[item.slug])

    def lastmod(self, item: Any) -> datetime:
        return item.changed_at or item.listed_at

    def get_latest_lastmod(self) -> datetime | None:
        return last_change()  # Django's own would read every card


class PageSitemap(Sitemap):
    """Sitemap of the home page and the product list, which change with the products."""

    changefreq = "daily"

    def items(self) -> list[str]:
        return ["home", "products:list"]

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> datetime | None:
        return last_change()
