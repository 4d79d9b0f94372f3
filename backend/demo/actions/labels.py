"""Printed labels, their scans, and the five verdicts of a scan."""

from __future__ import annotations

import datetime as dt
import random

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from backend.demo.actions.goods import lots_of, product_of
from backend.demo.actions.makers import acting_for, officer_of
from backend.demo.actions.people import People
from backend.demo.data.goods import GOODS
from backend.demo.data.makers import MAKERS
from backend.demo.data.shapes import Batch, Good
from members.acting import Actor
from members.models import Unit
from products.models import ProductPhoto
from products.photos.tasks import make_photo_variants
from traceability.gs1.digital_link import Code
from traceability.labels.actions import take_to_printer, void_labels
from traceability.labels.enums import CodeKind, RunState
from traceability.labels.tasks import make_sheet_task
from traceability.models import LabelRun
from traceability.recalls.actions.recalls import recall_lot
from traceability.scans.actions.scans import record_scan
from traceability.scans.origin.lookup import codec, look_up
from traceability.serials import LENGTH

# The label with the address printed at the start: of a product with a GTIN, by the member of all examples.
EXAMPLE_PRODUCT, EXAMPLE_LABEL = "man-say-deo", 7
# The sheets of these batches are made at once, so that each verdict can be seen, and those of MORE other goods, so that buyers
# have scanned most of them. The task worker makes Lan's others, later batches, and the sizes of the photos, after the start.
MORE = 20
AT_ONCE = (
    (EXAMPLE_PRODUCT, 0),
    ("man-hau", 0),
    ("ca-phe-arabica", 0),
    ("mang-kho", 0),
    ("lap-suon", 1),
    ("che-shan-tuyet", 0),
)
_MAKERS = {maker.key: maker for maker in MAKERS}
_GOODS = {good.key: good for good in GOODS}


def load_labels(people: People) -> None:
    """Create label sheets, print them, record scans, and recall some lots.

    Steps done before aren't repeated.
    """
    for link in ProductPhoto.objects.filter(product=product_of(_GOODS[EXAMPLE_PRODUCT])):
        make_photo_variants.call(photo_id=link.photo_id)
    for key, number, days in _batches():
        good, lot = _GOODS[key], lots_of(_GOODS[key])[number]
        run = LabelRun.objects.filter(lot=lot).select_related("lot", "code").first()
        if run is not None and not run.prints.exists():
            make_sheet_task.call(run_id=run.pk)
            run.refresh_from_db()
            _put_on_packs(good, good.batches[number], run, people, days)
    for good in GOODS:
        for batch, lot in zip(good.batches, lots_of(good), strict=False):
            if batch.recalled and not lot.recalls.exists():
                reason, advice = batch.recalled
                officer = Actor.of(officer_of(_MAKERS[good.maker], people))
                recall_lot(actor=officer, lot=lot, reason=reason, advice=advice)


def _batches() -> list[tuple[str, int, int]]:
    """Return (product's key, batch number, days of scans) for each sheet that the loader makes itself."""
    goods_at_once = {key for key, _number in AT_ONCE}
    others = [
        good for good in GOODS if good.key not in goods_at_once and good.maker != "lan" and lots_of(good)
    ]
    return [(key, number, 12) for key, number in AT_ONCE] + [(good.key, 0, 3) for good in others[:MORE]]


def label_uri(run: LabelRun, counter: int) -> str:
    """Return the URI of one label of the run, with its lot.

    The QR code has the URI in capitals and may leave out the lot.
    """
    return settings.PUBLIC_ORIGIN + code_of(run, counter).path


def code_of(run: LabelRun, counter: int) -> Code:
    is_gtin = run.code.kind == CodeKind.GTIN
    return Code(
        gtin=run.code.value if is_gtin else None,
        own_code=None if is_gtin else run.code.value,
        lot=run.lot.code,
        serial=serial_of(run, counter)[:LENGTH],
    )


def serial_of(run: LabelRun, counter: int) -> str:
    """Return the 17 letters that are printed under the label's QR code."""
    return next(codec().encode_many(run.pk, counter, 1, key_version=run.key_version))


def example_label() -> tuple[LabelRun, int] | None:
    """Return (run, number) of a valid label of a product with a GTIN; None before the demo is loaded."""
    run = (
        LabelRun.objects.filter(
            lot__in=lots_of(_GOODS[EXAMPLE_PRODUCT]), code__kind=CodeKind.GTIN, state=RunState.READY
        )
        .select_related("lot__product__producer", "code")
        .order_by("pk")
        .first()
    )
    return (run, EXAMPLE_LABEL) if run else None


@transaction.atomic
def _put_on_packs(good: Good, batch: Batch, run: LabelRun, people: People, days: int) -> None:
    """Record the print of the run, void a few labels if the batch has any, and record scans of its labels."""
    actor = acting_for(_MAKERS[good.maker], people)
    take_to_printer(actor=actor, run=run)
    if batch.void:
        first, last, reason = batch.void
        void_labels(actor=actor, run=run, first=first, last=last, reason=reason)
    _scan(batch, run, days)


def _scan(batch: Batch, run: LabelRun, long: int) -> None:
    """Record scans over the last `long` days: a few labels, up to three phones a day, some with a commune."""
    dice = random.Random(f"{run.lot.code}")
    places = list(Unit.objects.filter(code__in=(3646, 3664, 3670, 3979, 3980)))
    scans = [
        (days, dice.randrange(1, 21), phone, dice.choice([None, None, *places]))
        for days in range(long, 0, -1)
        for phone in range(dice.randrange(0, 4))
    ]
    scans += [
        (long, EXAMPLE_LABEL, 30, None),
        (max(long // 2, 1), EXAMPLE_LABEL, 31, None),
        (2, EXAMPLE_LABEL, 32, None),
    ]
    if batch.busy_label:
        scans += [(1, batch.busy_label, phone, None) for phone in range(10, 26)]
    # In the morning of their day: around midnight the busy label's phones would fall on two days, and no longer be many.
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    for days, counter, phone, place in sorted(scans, key=lambda one: (-one[0], -one[2])):
        record_scan(
            found=look_up(code_of(run, counter)),
            address=f"demo-{phone}",
            agent=f"demo-{phone}",
            place=place,
            at=noon - dt.timedelta(days=days, minutes=7 * phone),
        )
