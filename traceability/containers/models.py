from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.models import Producer
from traceability.lots.models import Lot


class CompanyPrefix(models.Model):
    """A producer's GS1 company prefix, used for SSCCs of cartons and pallets.

    The producer's owners or officers enter it from the certificate by GS1.
    """

    producer = models.OneToOneField(Producer, on_delete=models.CASCADE, related_name="company_prefix")
    prefix = models.CharField(max_length=12, unique=True)
    gln = models.CharField(max_length=13, blank=True, help_text="GLN of the producer's place, if it has one")
    next_serial = models.PositiveBigIntegerField(default=1)

    class Meta:
        verbose_name = _("mã doanh nghiệp GS1")
        verbose_name_plural = _("mã doanh nghiệp GS1")

    def __str__(self) -> str:
        return self.prefix


class Container(models.Model):
    """A carton or pallet. Its present contents follow from the valid aggregation events."""

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="containers")
    uri = models.CharField(
        max_length=120,
        unique=True,
        help_text="Digital Link URI of an SSCC, or the path of an address of this site",
    )
    is_pallet = models.BooleanField(default=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("thùng hàng")
        verbose_name_plural = _("thùng hàng")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.uri.rpartition("/")[2]

    @property
    def address(self) -> str:
        """Return the container's URI under the site's present host.

        URIs printed under a former host name the same container.
        """
        return settings.PUBLIC_ORIGIN + self.uri if self.uri.startswith("/") else self.uri


class ContainerLot(models.Model):
    """The amount of a lot in a container, in the lot's unit. There is no row after unpacking."""

    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="contents")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="packed_in")
    quantity = models.DecimalField(max_digits=12, decimal_places=3)

    class Meta:
        verbose_name = _("lô trong thùng")
        verbose_name_plural = _("lô trong thùng")
        constraints = [
            models.UniqueConstraint(fields=["container", "lot"], name="traceability_content_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="traceability_content_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.container_id} {self.lot_id}"
