"""Makes the drafts of a table that was checked: part by part, each part in one transaction; then the photos, one product at a time.

Killed at whatever moment, what was made stays made and is marked so in the same transaction; the clock puts the rest up again.
Two tasks of one table take turns under its row's lock.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common import ports
from backend.common.bulk import BATCH, insert_all
from backend.common.clock import daily, every
from backend.common.errors import DomainError
from backend.ledger.actions import Fact, append_entries
from members.acting import Actor
from members.rules import require
from products.actions.photos import add_photo, attach_photo, prepare_photo
from products.enums import ImportState, RowState
from products.facts import json_value, search_text
from products.images import ImageError
from products.imports.pictures import PhotoZip
from products.models import ImportRow, Producer, Product, ProductChange, ProductImport
from products.rules import may_create_product

logger = logging.getLogger(__name__)

PART = 500
LOST_AFTER = timedelta(seconds=60)
KEEP_UNUSED, KEEP_DONE = timedelta(days=7), timedelta(days=90)


@task()
def make_import(import_id: int) -> int:
    """Make what of a table is not made yet; answers how many drafts. Running it again makes nothing twice."""
    made = 0
    try:
        while part := make_part(import_id):
            made += part
        add_photos(import_id)
    except DomainError as error:  # she may no longer, or the file is gone: said on its page
        _end(import_id, ImportState.FAILED, error.message)
        return made
    _end(import_id, ImportState.DONE)
    return made


def actor_of(run: ProductImport) -> Actor:
    """Who sent the table, and for whom. Raises DomainError where she is gone."""
    if run.by is None:
        raise DomainError(_("Người đưa tệp này đã xoá tài khoản."))
    return Actor(by=run.by, member=run.on_behalf_of or run.by)


@transaction.atomic
def make_part(import_id: int) -> int:
    """The next PART rows as drafts with their first lots; 0 when none is left. Raises DomainError."""
    run = ProductImport.objects.locked(import_id)
    if run.state != ImportState.RUNNING:
        return 0
    actor = actor_of(run)
    require(may_create_product(actor.member, run.producer))
    # Two tables for one producer take turns, so that a row that stands in both is made once.
    Producer.objects.select_for_update(no_key=True).get(pk=run.producer_id)
    rows = list(run.rows.filter(state=RowState.GOOD)[:PART])
    if not rows:
        return 0
    # Another table may have brought the same row, or taken the same number of a barcode, since this one was looked at.
    known = set(
        Product.objects.filter(draft_key__in=[row.draft_key for row in rows]).values_list(
            "draft_key", flat=True
        )
    )
    wanted = [gtin for row in rows if (gtin := row.fields.get("gtin"))]
    gtins = set(Product.objects.filter(gtin__in=wanted).values_list("gtin", flat=True))
    there = [row for row in rows if row.draft_key in known]
    taken = [row for row in rows if row not in there and row.fields.get("gtin") in gtins]
    fresh = [row for row in rows if row.draft_key not in known and row.fields.get("gtin") not in gtins]
    _make(actor, run, fresh)
    _mark(there, RowState.KNOWN)
    _mark(taken, RowState.WRONG, errors={"GTIN": ["GTIN", _("Mã vạch này đã dùng cho sản phẩm khác.")]})
    made = Product.objects.filter(draft_key=OuterRef("draft_key")).values("pk")[:1]
    _mark(fresh, RowState.MADE, product=Subquery(made))
    ProductImport.objects.filter(pk=run.pk).update(beat_at=timezone.now())
    return len(rows)


def _mark(rows: list[ImportRow], state: RowState, **values: Any) -> None:
    if rows:
        ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(state=state, **values)


def _make(actor: Actor, run: ProductImport, rows: list[ImportRow]) -> None:
    products = []
    for row in rows:
        product = Product(producer=run.producer, draft_key=row.draft_key, created_by=actor.by, **row.fields)
        product.search_text = search_text(product)
        products.append(product)
    Product.objects.bulk_create(products, batch_size=BATCH)
    insert_all(
        ProductChange,
        [
            {
                "product_id": product.pk,
                "fields": {name: [None, json_value(value)] for name, value in row.fields.items()},
                "by_id": actor.by.pk,
                "on_behalf_of_id": actor.member.pk if actor.is_helping else None,
            }
            for row, product in zip(rows, products, strict=True)
        ],
    )
    if actor.is_helping:  # she gets the paper of what was done in her name
        append_entries(
            Fact(
                "product.drafted",
                f"product:{product.pk}",
                {"producer": str(run.producer.ref)},
                **actor.ledger_refs(),
            )
            for product in products
        )
    amounts = [
        (product, Decimal(row.quantity), row.unit)
        for row, product in zip(rows, products, strict=True)
        if row.quantity
    ]
    if amounts:
        ports.call("open_first_lots", actor=actor, amounts=amounts)


def add_photos(import_id: int) -> None:
    """Put the photos of the zip beside their products. What can't be taken is told in its row, and the rest goes on."""
    run = ProductImport.objects.select_related("producer", "by", "on_behalf_of").get(pk=import_id)
    if not run.photos:
        return
    actor = actor_of(run)
    with default_storage.open(run.photos, "rb") as file:
        photos = PhotoZip(file)
        for row in (
            run.rows.filter(state=RowState.MADE).exclude(photos=[]).select_related("product__producer")
        ):
            for name in list(row.photos):
                _add_photo(actor, run, row, name, photos)
            ProductImport.objects.filter(pk=run.pk).update(beat_at=timezone.now())


def _add_photo(actor: Actor, run: ProductImport, row: ImportRow, name: str, photos: PhotoZip) -> None:
    """One photo and the mark that it is done stand or fall together; decoding comes before, outside the transaction."""
    error = ""
    prepared: Any = None
    try:
        prepared = prepare_photo(photos.read(name))
    except (ImageError, KeyError) as refused:
        error = refused.message if isinstance(refused, ImageError) else _("Không còn ảnh này trong tệp zip.")
    with transaction.atomic():
        locked = (
            ImportRow.objects.select_for_update(of=("self",))
            .select_related("product__producer")
            .get(pk=row.pk)
        )
        if name not in locked.photos or locked.product is None:
            return
        if prepared is not None:
            try:
                with transaction.atomic():
                    photo = add_photo(
                        actor=actor, upload=prepared, producer=run.producer, alt=locked.product.name
                    )
                    attach_photo(actor=actor, product=locked.product, photo=photo)
            except DomainError as refused:
                error = refused.message
        locked.photos = [other for other in locked.photos if other != name]
        if error:
            locked.errors[name] = [str(_("Ảnh")), error]
        locked.save(update_fields=["photos", "errors"])


@transaction.atomic
def _end(import_id: int, state: ImportState, error: str = "") -> None:
    run = ProductImport.objects.locked(import_id)
    if run.state != ImportState.RUNNING:
        return
    photos, run.photos = run.photos, ""
    run.state, run.error, run.ended_at = state, error[:300], timezone.now()
    run.save(update_fields=["photos", "state", "error", "ended_at"])
    if photos:
        transaction.on_commit(
            lambda: default_storage.delete(photos)
        )  # what a killed process leaves, the sweep takes


@every(minutes=1)
def resume_lost_imports() -> int:
    """Put up again the tables whose task was killed or lost; returns how many."""
    now = timezone.now()
    lost = ProductImport.objects.filter(state=ImportState.RUNNING, beat_at__lt=now - LOST_AFTER)
    resumed = 0
    for import_id in list(lost.values_list("pk", flat=True)[:50]):
        with transaction.atomic():
            if lost.filter(pk=import_id).update(beat_at=now):
                make_import.enqueue(import_id=import_id)
                resumed += 1
    if resumed:
        logger.warning("%d tables of products had lost their task and wait for another", resumed)
    return resumed


@daily(at="03:45")
@task()
def forget_imports() -> int:
    """Tables looked at and never used go after a week, done ones after three months: their products stay."""
    now = timezone.now()
    old = ProductImport.objects.filter(state=ImportState.CHECKED, created_at__lt=now - KEEP_UNUSED)
    old |= ProductImport.objects.filter(ended_at__lt=now - KEEP_DONE)
    gone = 0
    for run in old[:500]:
        name = run.photos
        run.delete()
        if name:
            default_storage.delete(name)
        gone += 1
    return gone
