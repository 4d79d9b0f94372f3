"""How many labels a lot can need.

A larger number needs confirmation but is never rejected: paper spoils, and packs get smaller.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.units import UNITS, Kind, format_number, format_quantity
from traceability.labels.enums import RunState
from traceability.lots.packs import pack_content
from traceability.models import LabelRun, LabelVoid, Lot

# Pieces in a lot's unit, if one label is not for one unit.
_PIECES = {"chuc": 10, "ta-12": 12, "doi": 2}
# The smallest pack on sale if the product doesn't name its own: 100 g, 100 ml, half a metre.
_SMALLEST_PACK = {Kind.MASS: Decimal("0.1"), Kind.VOLUME: Decimal("0.1"), Kind.LENGTH: Decimal("0.5")}
# Labels get spoiled, so allow a tenth more than needed, and at least one small sheet.
_SPARE_PART, _SPARE_LEAST = Decimal("0.1"), 65


@dataclass(frozen=True, slots=True)
class RunWarning:
    """Something to confirm before a run is made. `code` is stable: too_many, expired, no_expiry."""

    code: str
    message: str


def warnings_for(lot: Lot, count: int) -> list[RunWarning]:
    """Return the warnings that a person must confirm before `count` labels of `lot` are made; mostly none."""
    found = []
    today = timezone.localdate()
    if lot.expiry_date and lot.expiry_date < today:
        found.append(
            RunWarning(
                "expired",
                _("Lô %(lot)s đã hết hạn từ %(day)s. Hàng hết hạn không được bán.")
                % {"lot": lot.code, "day": format_date(lot.expiry_date)},
            )
        )
    elif lot.expiry_date is None and lot.product.is_packed:
        found.append(
            RunWarning(
                "no_expiry",
                _(
                    "Lô %(lot)s chưa ghi hạn sử dụng, nên tem không có HSD. Hàng đóng gói cần có HSD trên nhãn."
                )
                % {"lot": lot.code},
            )
        )
    needed, made = labels_needed(lot), labels_made(lot)
    spare = max(_SPARE_LEAST, int(needed * _SPARE_PART))
    if made + count > needed + spare:
        words = {
            "quantity": format_quantity(lot.quantity, lot.unit),
            "needed": format_number(needed),
            "made": format_number(made),
            "count": format_number(count),
        }
        if made:
            text = _(
                "Lô này có %(quantity)s, cần khoảng %(needed)s tem. Đã làm %(made)s tem, giờ thêm %(count)s là nhiều hơn cần."
            )
        else:
            text = _("Lô này có %(quantity)s, cần khoảng %(needed)s tem. %(count)s tem là nhiều hơn cần.")
        found.append(RunWarning("too_many", text % words))
    return found


def labels_needed(lot: Lot) -> int:
    """Return how many packs `lot` can give at most, rounded up; each needs a label.

    A lot counted in pieces needs one for each. Otherwise the amount is divided by the product's net content,
    or by the smallest pack on sale if that is unknown.
    """
    unit = UNITS.get(lot.unit)
    if unit is None or unit.to_base is None:
        return _up(lot.quantity * _PIECES.get(lot.unit, 1))
    pack = pack_content(lot.product.net_content, unit.kind) or _SMALLEST_PACK[unit.kind]
    return _up(lot.quantity * unit.to_base / pack)


def labels_made(lot: Lot) -> int:
    """Return how many labels of `lot` are requested, being made or made, minus voided ones."""
    runs = LabelRun.objects.filter(lot=lot).exclude(state__in=[RunState.FAILED, RunState.CANCELLED])
    made = runs.aggregate(total=Sum("count"))["total"] or 0
    voids = LabelVoid.objects.filter(run__in=runs).values_list("run_id", "first", "last")
    return made - sum(len(numbers) for numbers in _merged(list(voids)))


def _merged(ranges: list[tuple[int, int, int]]) -> list[range]:
    """Merge overlapping and adjacent ranges (run, first, last) of each run."""
    merged: list[range] = []
    before: int | None = None
    for run, first, last in sorted(ranges):
        if merged and run == before and first <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, last + 1))
        else:
            merged.append(range(first, last + 1))
        before = run
    return merged


def _up(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))
