"""Content of the single pack that an ingredient's label or serial names."""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_DOWN, Decimal

from backend.common.bulk import in_parts
from backend.common.units import UNITS, Kind
from traceability.capture.resolving import Known, parts_in
from traceability.lots.packs import pack_content
from traceability.models import LabelRun, Lot

_LEAST = Decimal("0.001")


class Packs:
    """Content of the packs whose labels one document names; one query for all, at the first ingredient."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._words: dict[int, str] = {}
        self._counts: dict[int, int] | None = None

    def holds(self, value: str, lot: Lot) -> Decimal | None:
        """Return how much of `lot`, in its unit, is in the pack with the canonical identifier `value`.

        None if it names no pack, or if the pack's content is unknown.
        """
        label = self.known.labels.get(value)
        named = parts_in(value)
        if label is None and (named is None or not named[2]):
            return None
        product, unit = lot.product, UNITS.get(lot.unit)
        counts = self._labels_of_lots()
        words = (self._words.get(label.run, "") if label else "") or (
            product.net_content if product.is_packed else ""
        )
        if unit is not None and unit.kind == Kind.COUNT and product.is_packed and product.unit == lot.unit:
            return Decimal(1)
        if unit is not None and unit.to_base and (content := pack_content(words, unit.kind)):
            return max(round(content / unit.to_base, 3), _LEAST)
        if label is None or not counts.get(lot.pk):
            return None
        return max((lot.quantity / counts[lot.pk]).quantize(_LEAST, ROUND_DOWN), _LEAST)

    def _labels_of_lots(self) -> dict[int, int]:
        """Return the number of labels of each lot; also reads the texts of the runs."""
        if self._counts is None:
            self._counts = defaultdict(int)
            for some in in_parts(self.known.lots):
                for pk, lot, count, content in LabelRun.objects.filter(lot__in=some).values_list(
                    "pk", "lot", "count", "content"
                ):
                    self._words[pk] = str(content.get("net_content") or "")
                    self._counts[lot] += count
        return self._counts
