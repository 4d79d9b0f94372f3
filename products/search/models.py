from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Unit
from products.photos.models import Photo
from products.products.models import Product


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
        ]

    def __str__(self) -> str:
        return self.name


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
