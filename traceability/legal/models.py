from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.models import Product
from traceability.lots.models import Lot

USER = settings.AUTH_USER_MODEL


class Passport(models.Model):
    """A published digital product passport of a lot (Decree 37/2026/NĐ-CP, Art. 32).

    A change is a new version. `facts` have a household's name and can be erased; `pin` is in the ledger.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="passports")
    number = models.PositiveIntegerField()
    facts = models.JSONField(null=True)
    salt = models.BinaryField(max_length=32, null=True)
    pin = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hộ chiếu số")
        verbose_name_plural = _("hộ chiếu số")
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="traceability_passport_number"),
        ]

    def __str__(self) -> str:
        return f"{self.lot} v{self.number}"


class ELabelKept(models.Model):
    """The versions of a lot's page and of its product's texts of which the e-label is stored.

    See actions/e_labels.py.
    """

    lot = models.OneToOneField(Lot, primary_key=True, on_delete=models.CASCADE, related_name="label_kept")
    page_version = models.PositiveIntegerField()
    facts_version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("bản nhãn điện tử đã giữ")
        verbose_name_plural = _("bản nhãn điện tử đã giữ")

    def __str__(self) -> str:
        return f"{self.lot_id}: {self.page_version}, {self.facts_version}"


class ELabel(models.Model):
    """A period in which a product's label is the page that its code opens (Decree 37/2026/NĐ-CP, Art. 52-55).

    Never deleted.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="e_labels")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("nhãn điện tử")
        verbose_name_plural = _("nhãn điện tử")
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(until=None), name="traceability_elabel_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.since:%d/%m/%Y}"
