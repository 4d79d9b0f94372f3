"""The labels of a run, by number and by serial."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from django.utils.translation import gettext as _

from traceability.drawing.errors import LabelError
from traceability.models import LabelRun, Lot
from traceability.scans.origin.lookup import codec
from traceability.serials import UnknownSerial, display

# A whole URI may be pasted instead of the letters.
MAX_TYPED = 400


def serial_of(run: LabelRun, number: int) -> str:
    """Return the 17 letters printed on label `number` of `run`, counted from 1."""
    return next(codec().encode_many(run.pk, number, 1, key_version=run.key_version))


def printed_serial(run: LabelRun, number: int) -> str:
    """Return the serial in groups of four, as printed on the label."""
    return display(serial_of(run, number))


def letters_of(typed: str) -> str:
    """Return the serial in typed text: the last path segment of a pasted URI, else the text itself."""
    if "/" not in typed:
        return typed
    return typed.strip().partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]


def number_of(run: LabelRun, typed: str) -> int:
    """Return the number of the label with the typed serial or pasted URI.

    Raises:
    - MistypedSerial
    - LabelError for a label of another run of the same producer
    - UnknownSerial, also for another producer's label, which the caller must not learn about
    """
    # A URI has no 17th letter, because nobody typed it.
    serial = codec().decode(letters_of(typed)) if "/" in typed else codec().decode_typed(typed)
    if serial.run == run.pk and serial.key_version == run.key_version and 1 <= serial.counter <= run.count:
        return serial.counter
    other = LabelRun.objects.filter(
        pk=serial.run,
        key_version=serial.key_version,
        count__gte=serial.counter,
        lot__product__producer=run.lot.product.producer_id,
    ).exclude(pk=run.pk)
    if serial.counter and other.exists():
        raise LabelError(_("Con tem này thuộc đợt tem khác."), field="serial", code="label_other_run")
    raise UnknownSerial(_("Mã tem này không có trong sổ của Hội."), field="serial", code="serial_unknown")


def label_of(lot: Lot, typed: str) -> str:
    """Return the 17 letters of the label of `lot` whose serial was scanned or typed.

    Raises MistypedSerial, or LabelError. Another lot's label and a label that was never printed get the same
    message.
    """
    run = None
    with suppress(UnknownSerial):
        serial = codec().decode(typed)
        run = LabelRun.objects.filter(pk=serial.run, lot=lot, key_version=serial.key_version).first()
    if run is None or not 1 <= serial.counter <= run.count:
        raise LabelError(_("Con tem này không phải của lô này."), field="serial", code="label_other_lot")
    return serial_of(run, serial.counter)


def uncovered(first: int, last: int, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the parts of `first` to `last` that no range covers, as ranges in order.

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
