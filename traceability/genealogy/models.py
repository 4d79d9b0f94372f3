"""Which lot was made from which, by the valid transformations; stored so that one query can walk it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from products.models import Product
from traceability.genealogy.enums import YieldReason
from traceability.lots.models import Lot


class ProductYield(models.Model):
    """The most kg of `product` that 100 kg of ingredients give, and why if that is more than usual.

    Without a row it is what the process usually gives (process_yields), or else 100: the output never exceeds the
    input.
    """

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="most_yield")
    percent = models.PositiveIntegerField()
    reason = models.CharField(
        _("vì sao ra nhiều hơn"),
        max_length=10,
        choices=YieldReason,
        blank=True,
        help_text="Why it is more than usual",
    )

    class Meta:
        verbose_name = _("tỷ lệ ra thành phẩm")
        verbose_name_plural = _("tỷ lệ ra thành phẩm")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=1000), name="traceability_yield_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.percent}%"


class LotEdge(models.Model):
    """Lot `source` is an ingredient of lot `target`: one row for each pair of one transformation.

    Derived from the events and rebuilt from them by traceability.genealogy.edges; a transformation declared
    wrong has none. If a transformation was recorded as several events (EPCIS 2.0 §7.4.6, transformationID),
    the two events may differ.
    """

    # The two indexes below serve both keys.
    source = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="edges_out", db_index=False)
    target = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="edges_in", db_index=False)
    input_event = models.UUIDField(db_index=True)
    output_event = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("lô làm từ lô")
        verbose_name_plural = _("lô làm từ lô")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "input_event", "output_event"], name="traceability_edge_once"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="traceability_edge_no_loop"),
        ]
        indexes = [models.Index(fields=["target", "source"], name="traceability_edge_back")]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
