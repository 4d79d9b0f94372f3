"""Which labels a run has, by number and by serial."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from traceability.labels.errors import LabelError
from traceability.models import LabelRun, Lot
from traceability.origin.lookup import codec
from traceability.serials import UnknownSerial, display


def serial_of(run: LabelRun, number: int) -> str:
    """The 17 letters printed on label `number` of `run`, counted from 1."""
    return next(codec().encode_many(run.pk, number, 1, key_version=run.key_version))


def shown_serial(run: LabelRun, number: int) -> str:
    """As the label shows it, in groups of four."""
    return display(serial_of(run, number))


def number_of(run: LabelRun, typed: str) -> int:
    """The number of the label whose serial was typed. Raises MistypedSerial, UnknownSerial, or LabelError for another run's."""
    serial = codec().decode_typed(typed)
    if serial.run != run.pk or serial.key_version != run.key_version:
        raise LabelError(_("Con tem này thuộc đợt tem khác."), field="serial", code="label_other_run")
    if not 1 <= serial.counter <= run.count:
        raise UnknownSerial(_("Mã tem này không có trong sổ của Hội."), field="serial", code="serial_unknown")
    return serial.counter


def label_of(lot: Lot, typed: str) -> str:
    """The 17 letters of the label of `lot` whose serial was scanned or typed. Raises SerialError, or LabelError for another lot's."""
    serial = codec().decode(typed)
    run = LabelRun.objects.filter(pk=serial.run, lot=lot, key_version=serial.key_version).first()
    if run is None or not 1 <= serial.counter <= run.count:
        raise LabelError(_("Con tem này không phải của lô này."), field="serial", code="label_other_lot")
    return serial_of(run, serial.counter)


def uncovered(first: int, last: int, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of `first` to `last` no range covers, as ranges in order.

    >>> uncovered(1, 10, [(3, 4), (4, 6)])
    [(1, 2), (7, 10)]
    """
    left, at = [], first
    for start, stop in sorted(ranges):
        if start > last:
            break
        if start > at:
            left.append((at, start - 1))
        at = max(at, stop + 1)
    if at <= last:
        left.append((at, last))
    return left
