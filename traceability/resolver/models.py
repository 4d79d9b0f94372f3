"""Links that a code leads to in addition to the origin page."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.models import Product
from traceability.lots.models import Lot
from traceability.resolver import enums
from traceability.resolver.querysets import CodeLinkQuerySet

USER = settings.AUTH_USER_MODEL


class CodeLink(models.Model):
    """A link of a product's or a lot's codes, by its type (GS1 Web Vocabulary, linkType).

    A row never changes: changing a link ends it and adds another that names it as `previous`. It is valid
    from `from_date` to `until_date`, both included, in Vietnam, unless it is ended. `pin`, over address and
    title, is in the ledger.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="code_links")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.CASCADE, related_name="code_links")
    link_type = models.CharField(_("loại liên kết"), max_length=40, choices=enums.LinkType)
    url = models.CharField(_("địa chỉ"), max_length=400)
    title = models.CharField(_("tên gọi"), max_length=80)
    language = models.CharField(_("ngôn ngữ"), max_length=2, choices=enums.LinkLanguage, blank=True)
    media_type = models.CharField(max_length=60, default="text/html")
    country = models.CharField(
        max_length=2,
        blank=True,
        help_text="Context: ISO 3166-1 alpha-2, if the link is for buyers in one country",
    )
    from_date = models.DateField(_("từ ngày"), null=True, blank=True)
    until_date = models.DateField(_("đến hết ngày"), null=True, blank=True)
    previous = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="next"
    )
    salt = models.BinaryField(max_length=32)
    pin = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    ended_how = models.CharField(max_length=10, choices=enums.LinkEnd, blank=True)
    ended_reason = models.CharField(
        max_length=200, blank=True, help_text="Why an officer took it down; shown to the producer"
    )

    objects = CodeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("liên kết của mã")
        verbose_name_plural = _("liên kết của mã")
        ordering = ["link_type", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="traceability_link_days_in_order",
            ),
            models.CheckConstraint(condition=Q(url__startswith="https://"), name="traceability_link_https"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="") | Q(ended_at__isnull=False) & ~Q(ended_how=""),
                name="traceability_link_ended_somehow",
            ),
        ]
        indexes = [models.Index(fields=["product", "ended_at"], name="traceability_link_standing")]

    def __str__(self) -> str:
        return f"{self.get_link_type_display()}: {self.title}"

    def is_active_on(self, day: date) -> bool:
        """Return whether codes resolve to this link on `day`."""
        return (
            self.ended_at is None
            and (self.from_date is None or self.from_date <= day)
            and (self.until_date is None or day <= self.until_date)
        )
