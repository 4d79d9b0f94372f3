"""Lan's lots that can have labels, and the real content of finished files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common import qr
from backend.ledger.models import Entry
from members.models import Milestone, Notice
from products.models import Product, ProductPhoto
from tests.factories.products import PhotoFactory
from traceability.labels.actions import request_run
from traceability.labels.runs.rendering import make_sheet
from traceability.lots.actions.lots import open_lot
from traceability.models import LabelPrint, LabelRun, LabelVoid, Lot, ProductCode
from traceability.scans.origin.lookup import codec


def a_lot(world: SimpleNamespace, **changes: Any) -> Lot:
    """50 kg of Lan's plums, picked yesterday, in packs of half a kilogram."""
    product = changes.pop("product", world.product)
    if not product.net_content:
        product.net_content = "500 g"
        product.save()
    give_photo(product)
    fields: dict[str, Any] = {
        "quantity": 50,
        "unit": "kg",
        "harvested_date": yesterday(),
        "expiry_date": timezone.localdate() + timedelta(days=9),
    }
    return open_lot(actor=world.as_.lan, product=product, **(fields | changes))


def give_photo(product: Product) -> None:
    """Without one the page of a label is incomplete (Art. 23(7)b)."""
    if not product.photo_links.exists():
        ProductPhoto.objects.create(
            product=product, photo=PhotoFactory(producer=product.producer), position=0
        )


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def a_run(world: SimpleNamespace, count: int = 3, layout: str = "roll-50x30", **more: Any) -> LabelRun:
    lot = more.pop("lot", None) or a_lot(world)
    return request_run(actor=more.pop("actor", world.as_.lan), lot=lot, count=count, layout=layout, **more)


def a_ready_run(world: SimpleNamespace, count: int = 3, layout: str = "roll-50x30", **more: Any) -> LabelRun:
    run = a_run(world, count, layout, **more)
    assert make_sheet(run.pk)
    run.refresh_from_db()
    return run


def snapshot() -> tuple[int, ...]:
    """Return the numbers of all rows and files, which a refusal must not change."""
    tables = (LabelRun, LabelPrint, LabelVoid, ProductCode, Entry, Notice, Milestone, DBTaskResult)
    return tuple(table.objects.count() for table in tables)


def sheet_of(run: LabelRun) -> bytes:
    with default_storage.open(run.pdf, "rb") as file:
        return file.read()


def label_files() -> list[str]:
    """Return every file under labels/, including unfinished ones."""
    folder = Path(default_storage.path("labels"))
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.pdf")) if folder.exists() else []


def decoded(pdf: bytes | Path, *, dpi: int = 300) -> list[str]:
    """Return the text of every code in a file, page after page."""
    texts: list[str] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            texts += qr.decode(page.render(scale=dpi / 72, grayscale=True).to_pil())
            page.close()
    return texts


def serials_in(pdf: bytes | Path, *, dpi: int = 300) -> list[int]:
    """Return the numbers of the labels in a file, from their codes, sorted; each must be genuine."""
    return sorted(codec().decode(text.rpartition("/")[2]).counter for text in decoded(pdf, dpi=dpi))


def numbers(*ranges: tuple[int, int]) -> list[int]:
    return [number for first, last in ranges for number in range(first, last + 1)]


def silent(run: LabelRun, for_: timedelta = timedelta(minutes=5)) -> None:
    """Set the run's last heartbeat to `for_` ago."""
    LabelRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - for_)


def pks(rows: Iterable[Any]) -> list[int]:
    return [row.pk for row in rows]
