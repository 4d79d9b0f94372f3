from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Unit
from products.photos.models import Photo
from products.products.models import Product
from products.search.enums import Supply


class ListingCard(models.Model):
    """The public list's copy of a listed product, to show and search. Written by products/search/actions.py.

    A row renders a card without a join, and every facet is a column.
    search: the folded text for the indexes (FTS5 on SQLite, a GIN index of word beginnings on PostgreSQL).
        Each word has a space before and after it.
    """

    product = models.OneToOneField(Product, primary_key=True, on_delete=models.CASCADE, related_name="card")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True, default="")
    slug = models.CharField(max_length=140)
    price = models.PositiveBigIntegerField()
    unit = models.CharField(
        max_length=60, help_text="What the price applies to: a unit's code, or the label of an offer"
    )
    size = models.CharField(
        max_length=80,
        blank=True,
        default="",
        help_text="What the price buys, if `unit` doesn't say it: gói 500 g",
    )
    least = models.CharField(
        max_length=80,
        blank=True,
        default="",
        help_text="The smallest order, if it is more than one `unit`: 2 kg",
    )
    producer_name = models.CharField(max_length=120)
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    commune_name = models.CharField(max_length=80)
    ocop_set = models.PositiveSmallIntegerField()
    ocop_group = models.CharField(max_length=20, help_text="Key of products.certificates.ocop.Group")
    stars = models.PositiveSmallIntegerField(default=0, help_text="0 without a valid OCOP certificate")
    certificates = models.PositiveSmallIntegerField(
        default=0, help_text="Bits, see products.certificates.enums.CERTIFICATE_BITS"
    )
    fresh_until = models.DateField(
        null=True,
        help_text="Day on which the first of these certificates expires, or the producer's grace ends",
    )
    season = models.PositiveSmallIntegerField(default=0, help_text="Bit 0 is January; 0: the whole year")
    photo = models.ForeignKey(Photo, null=True, on_delete=models.SET_NULL, related_name="+")
    search = models.TextField()
    accents = models.TextField(help_text="The name with its accents, to rank exact matches first")
    listed_at = models.DateTimeField()
    rating_count = models.PositiveIntegerField(default=0, help_text="Public reviews")
    rating_sum = models.PositiveIntegerField(default=0, help_text="Sum of their stars")
    rating_score = models.PositiveSmallIntegerField(
        default=3500, help_text="Orders by rating, see products.search.card_figures.rating_score"
    )
    order_count = models.PositiveIntegerField(default=0, help_text="Delivered orders of real buyers")
    supply = models.PositiveSmallIntegerField(choices=Supply, default=Supply.UNKNOWN)
    counted_date = models.DateField(
        null=True, help_text="Day on which ratings, orders and supply were counted; empty before"
    )

    class Meta:
        verbose_name = _("thẻ sản phẩm")
        verbose_name_plural = _("thẻ sản phẩm")
        indexes = [
            models.Index(fields=["-listed_at", "-product"], name="products_card_newest"),
            models.Index(fields=["price", "-product"], name="products_card_price"),
            models.Index(fields=["ocop_group", "-listed_at", "-product"], name="products_card_group"),
            models.Index(fields=["commune", "-listed_at", "-product"], name="products_card_commune"),
            models.Index(fields=["stars", "-listed_at", "-product"], name="products_card_stars"),
            models.Index(fields=["fresh_until"], name="products_card_fresh_until"),
            models.Index(fields=["-rating_score", "-product"], name="products_card_rating"),
            models.Index(fields=["-order_count", "-product"], name="products_card_ordered"),
            models.Index(fields=["counted_date"], name="products_card_counted"),
        ]

    def __str__(self) -> str:
        return self.name


class StaleCard(models.Model):
    """A product whose card must be counted again: its reviews, orders or stock changed.

    Rows are only added in the transaction of the change, so that changes of one product don't wait for each
    other; a clock job counts and deletes them.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("thẻ sản phẩm cần đếm lại")
        verbose_name_plural = _("thẻ sản phẩm cần đếm lại")

    def __str__(self) -> str:
        return str(self.product_id)


class SearchWord(models.Model):
    """A folded word of some card, which a mistyped word may mean.

    Never deleted; an unused one does no harm.
    """

    word = models.CharField(max_length=40, unique=True)

    class Meta:
        verbose_name = _("từ tìm kiếm")
        verbose_name_plural = _("từ tìm kiếm")

    def __str__(self) -> str:
        return self.word
