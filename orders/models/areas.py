from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Unit
from orders.models.shops import Shop


class DeliveryArea(models.Model):
    """A commune or a whole province that a producer brings goods to, and what that costs there.

    A commune's row goes before its province's. Where neither is named, the shop's own fee holds, or nothing is brought
    (`Shop.delivers_elsewhere`).
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="areas")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    fee = models.PositiveBigIntegerField(_("phí giao (đồng)"))
    free_from = models.PositiveBigIntegerField(_("miễn phí giao từ (đồng)"), null=True, blank=True)

    class Meta:
        verbose_name = _("nơi giao hàng")
        verbose_name_plural = _("nơi giao hàng")
        ordering = ["unit__kind", "unit__name"]
        constraints = [models.UniqueConstraint(fields=["shop", "unit"], name="orders_deliveryarea_once")]

    def __str__(self) -> str:
        return f"{self.shop} · {self.unit}"
