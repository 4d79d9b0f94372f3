from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Avg, Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common.phones import hide_phones
from backend.common.units import format_number
from backend.ledger.fields import SaltField
from members.models import Branch
from orders.orders.models.orders import OrderLine
from orders.shops.querysets import run_by
from products.models import Producer, Product

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

USER = settings.AUTH_USER_MODEL


class ReviewQuerySet(models.QuerySet["Review"]):
    def public(self) -> ReviewQuerySet:
        """Return the reviews that everybody can read."""
        return self.filter(hidden_at=None)

    def of_producer(self, producer: Producer) -> ReviewQuerySet:
        """Return the public reviews of the producer's public products."""
        return self.public().filter(product__in=Product.objects.public().filter(producer=producer))

    def overseen_by(self, user: Any) -> ReviewQuerySet:
        """Return reviews of producers that the user oversees as an officer and doesn't sell for.

        Staff oversee all branches.
        """
        if not user.is_authenticated:
            return self.none()
        rows = self.all()
        if not user.is_staff:
            rows = rows.filter(product__producer__branch__in=Branch.objects.run_by(user))
        return rows.exclude(
            pk__in=self.model.objects.filter(run_by(user, "product__producer__")).values("pk")
        )

    def sold_by(self, user: Any) -> ReviewQuerySet:
        """Return reviews of the user's own products, including hidden ones."""
        return (
            self.filter(run_by(user, "product__producer__")).distinct()
            if user.is_authenticated
            else self.none()
        )

    def visible_to(self, user: Any) -> ReviewQuerySet:
        """Return public reviews, and hidden ones to those who sell or oversee the product."""
        if not user.is_authenticated:
            return self.public()
        mine = self.sold_by(user).values("pk")
        return self.filter(
            Q(hidden_at=None) | Q(pk__in=mine) | Q(pk__in=self.overseen_by(user).values("pk"))
        ).distinct()

    def rating(self) -> tuple[int, float]:
        """Return the number of reviews and their average stars to one decimal; (0, 0.0) without reviews."""
        totals = self.aggregate(count=Count("pk"), average=Avg("stars"))
        return totals["count"], round(float(totals["average"] or 0), 1)


def points_of(average: float) -> str:
    """Return the average as text: "4,5"."""
    return format_number(Decimal(str(average)))


class Review(models.Model):
    """A buyer's review of one delivered order line; at most one per line.

    The text can be erased; the stars stay. A hidden review stays stored with the reason and the officer.
    """

    line = models.OneToOneField(OrderLine, on_delete=models.CASCADE, related_name="review")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="reviews")
    stars = models.PositiveSmallIntegerField(_("điểm"))
    words = models.CharField(_("lời của người mua"), max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True, help_text="When the text was deleted")
    answer = models.CharField(_("lời người bán"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    hidden_reason = models.CharField(_("vì sao ẩn"), max_length=300, blank=True)
    salt = SaltField(help_text="Of the pin of the texts")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("đánh giá")
        verbose_name_plural = _("đánh giá")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="orders_review_one_to_five"),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="orders_review_hidden_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "-created_at"], condition=Q(hidden_at=None), name="orders_review_shown"
            )
        ]

    @property
    def public_words(self) -> str:
        """Return the text without phone numbers, which older reviews may have."""
        return hide_phones(self.words)

    @property
    def public_answer(self) -> str:
        return hide_phones(self.answer)

    def __str__(self) -> str:
        return f"{self.stars}/5 {self.product}"

    @property
    def verdict(self) -> StrOrPromise:
        return VERDICTS[self.stars]


# Meaning of the stars in words, so that it doesn't depend on colours or pictures.
VERDICTS: dict[int, StrOrPromise] = {
    5: _("Rất hài lòng"),
    4: _("Hài lòng"),
    3: _("Tạm được"),
    2: _("Chưa hài lòng"),
    1: _("Thất vọng"),
}


class ReviewReport(models.Model):
    """A report of a review by anybody; an officer then hides the review or leaves it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("vì sao báo"), max_length=300)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of `reason`")

    class Meta:
        verbose_name = _("báo cáo đánh giá")
        verbose_name_plural = _("báo cáo đánh giá")
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"{self.review} {self.created_at:%d/%m/%Y}"
