from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Unit
from products.models import Product
from traceability.lots import enums
from traceability.lots.querysets import LotQuerySet

USER = settings.AUTH_USER_MODEL


class Lot(models.Model):
    """One harvest or batch of a product. `code` is GS1 AI (10): up to 20 characters, here in upper case."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="lots")
    code = models.CharField(
        _("mã lô"),
        max_length=20,
        validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9\-]*$", _("Chữ hoa, số và gạch nối."))],
    )
    state = models.CharField(max_length=10, choices=enums.LotState, default=enums.LotState.OPEN)
    quantity = models.DecimalField(_("số lượng"), max_digits=12, decimal_places=3)
    unit = models.CharField(_("đơn vị"), max_length=10)
    harvested_date = models.DateField(_("ngày thu hoạch"), null=True, blank=True)
    produced_date = models.DateField(_("ngày sản xuất (NSX)"), null=True, blank=True)
    expiry_date = models.DateField(_("hạn sử dụng (HSD)"), null=True, blank=True)
    sold_until = models.DateField(
        _("bán đến hết ngày"),
        null=True,
        blank=True,
        help_text="The last day of sale of fresh goods without an expiry date, as their producer answered",
    )
    place = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    page_version = models.PositiveIntegerField(
        default=1, help_text="Increases whenever its origin page changes"
    )
    used = models.DecimalField(
        max_digits=12,
        decimal_places=3,
        default=0,
        help_text="The part of `quantity` that was used in other lots or lost",
    )
    packed = models.DecimalField(
        max_digits=12, decimal_places=3, default=0, help_text="The part of `quantity` that is in cartons now"
    )

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lô hàng")
        verbose_name_plural = _("lô hàng")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["code"], name="traceability_lot_code")]
        constraints = [
            models.UniqueConstraint(fields=["product", "code"], name="traceability_lot_code_in_product"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="traceability_lot_quantity_positive"),
            models.CheckConstraint(
                condition=Q(used__gte=0, packed__gte=0, quantity__gte=models.F("used") + models.F("packed")),
                name="traceability_lot_used_once",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_open(self) -> bool:
        return self.state == enums.LotState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == enums.LotState.CLOSED

    @property
    def made_date(self) -> dt.date:
        """Return the day of harvest or production, or else the day on which the lot was opened."""
        return self.harvested_date or self.produced_date or timezone.localdate(self.created_at)


USER = settings.AUTH_USER_MODEL


class LotAlias(models.Model):
    """A former code of a lot.

    Labels and posters may carry it, so it always leads to that lot and no other lot can get it.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="aliases")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("mã lô cũ"), max_length=20)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(default=timezone.now, help_text="When the lot's code was changed")

    class Meta:
        verbose_name = _("mã lô cũ")
        verbose_name_plural = _("mã lô cũ")
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "code"], name="traceability_alias_once_in_product"),
        ]

    def __str__(self) -> str:
        return self.code
