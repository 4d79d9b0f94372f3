"""Make the drafts of a checked spreadsheet, part by part in one transaction each, then add the photos.

After a crash at any moment, finished rows are marked in the transaction that made them; the clock enqueues
the rest. Two tasks of one import take turns by a lock on its row.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.background import task
from backend.common.bulk import BATCH, insert_all
from backend.common.errors import DomainError
from backend.ledger.actions import Fact, append_entries
from backend.ledger.pins import new_salt
from backend.ledger.row_states import STATED, state_rows, write_states
from members.acting import Actor
from members.rules import require
from products import ports
from products.imports.enums import ImportState, RowState
from products.imports.pictures import PhotoZip, most_of
from products.imports.updates import apply_other_changes, other_changes_in
from products.models import ImportRow, Producer, Product, ProductChange, ProductImport
from products.photos.actions import add_photo, attach_photo, prepare_photo
from products.photos.images.limits import ImageError
from products.products.actions.products import update_product
from products.products.facts import json_value, search_text
from products.products.rules import may_create_product

PART = 500
CHANGES_PART = 50


@task(name="make_product_import")
def make_import(import_id: int) -> int:
    """Create and change products by the rows of a started import that are not done yet. Idempotent.

    Return the number of rows handled. An error ends the import as failed; its page shows the reason.
    """
    made = 0
    try:
        while part := make_part(import_id) or change_part(import_id):
            made += part
        add_photos(import_id)
    except DomainError as error:  # right withdrawn or file gone: its page shows the reason
        _end(import_id, ImportState.FAILED, error.message)
        return made
    _end(import_id, ImportState.DONE)
    return made


def actor_of(run: ProductImport) -> Actor:
    """Return the actor who last checked, started or undid the import.

    Raises DomainError if the account of this person was erased.
    """
    if run.by is None:
        raise DomainError(_("Người đưa tệp này đã xoá tài khoản."))
    return Actor(by=run.by, member=run.on_behalf_of or run.by)


@transaction.atomic
def make_part(import_id: int) -> int:
    """Create drafts, with their first lots and offers, from the next PART rows.

    Return the number of rows handled, 0 if none remains. A row whose product exists by now creates none.
    Raises DomainError.
    """
    run = ProductImport.objects.locked(import_id)
    if run.state != ImportState.RUNNING:
        return 0
    actor = actor_of(run)
    require(may_create_product(actor.member, run.producer))
    # Two tables for one producer take turns, so that a row in both is made once.
    Producer.objects.select_for_update(no_key=True).get(pk=run.producer_id)
    rows = list(run.rows.filter(state=RowState.GOOD)[:PART])
    if not rows:
        return 0
    # Since this table was checked, another one may have imported the same row or used the same barcode
    # number.
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
                "salt": new_salt(),
            }
            for row, product in zip(rows, products, strict=True)
        ],
    )
    write_states(STATED, products)
    changes = ProductChange.objects.filter(product__in=products).select_related("by", "on_behalf_of")
    write_states(STATED, changes.order_by("pk"))
    if actor.is_helping:  # the member gets a record on paper of what was done in the member's name
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
        ports.open_first_lots(actor=actor, amounts=amounts)
    offers = [
        (
            product,
            row.offer.get("min_count") or 1,
            row.offer.get("breaks") or [],
            row.offer.get("sale_months") or [],
        )
        for row, product in zip(rows, products, strict=True)
        if row.offer
    ]
    if offers:
        ports.open_first_offers(actor=actor, offers=offers)


@transaction.atomic
def change_part(import_id: int) -> int:
    """Change existing products by the next CHANGES_PART rows. Return the number of rows, 0 if none remains.

    Only changes that the user saw are made. If a field has another value now, the row gets an error and
    changes nothing. Raises DomainError.
    """
    run = ProductImport.objects.locked(import_id)
    if run.state != ImportState.RUNNING:
        return 0
    actor = actor_of(run)
    require(may_create_product(actor.member, run.producer))
    rows = list(run.rows.filter(state=RowState.CHANGES).select_related("product__producer")[:CHANGES_PART])
    for row in rows:
        row.state = RowState.CHANGED
        try:
            if row.product is None or any(
                json_value(getattr(row.product, name)) != before
                for name, (before, _after) in row.changes.items()
            ):
                raise DomainError(_("Sản phẩm đã đổi từ lúc chị xem trước. Chị gửi lại tệp."))
            with transaction.atomic():
                product = row.product
                other_changes = other_changes_in(row, product) if run.with_beside else {}
                if row.changes:
                    product = update_product(
                        actor=actor,
                        product=product,
                        changes={name: after for name, (_before, after) in row.changes.items()},
                    )
                apply_other_changes(actor, product, other_changes)
        except DomainError as error:
            row.state, row.errors = RowState.WRONG, {f"A{row.line}": [row.name, error.message]}
        row.save(update_fields=["state", "errors"])
    ProductImport.objects.filter(pk=run.pk).update(beat_at=timezone.now())
    return len(rows)


def add_photos(import_id: int) -> None:
    """Add the photos of the zip to their products. A refused photo becomes an error in its row."""
    run = ProductImport.objects.select_related("producer", "by", "on_behalf_of").get(pk=import_id)
    if not run.photos:
        return
    actor = actor_of(run)
    with default_storage.open(run.photos, "rb") as file:
        photos = PhotoZip(file, most=most_of(file.size))
        states = [RowState.MADE, RowState.CHANGED] if run.with_beside else [RowState.MADE]
        for row in run.rows.filter(state__in=states).exclude(photos=[]).select_related("product__producer"):
            for name in list(row.photos):
                _add_photo(actor, run, row, name, photos)
            ProductImport.objects.filter(pk=run.pk).update(beat_at=timezone.now())


def _add_photo(actor: Actor, run: ProductImport, row: ImportRow, name: str, photos: PhotoZip) -> None:
    """Decode the photo `name` of the zip.

    In one transaction, add it to the product and remove its name from the row. A refused photo becomes an
    error of the row.
    """
    error = ""
    prepared: Any = None
    try:
        prepared = prepare_photo(photos.read(name))
    except ImageError as refused:
        error = refused.message
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
                        actor=actor,
                        upload=prepared,
                        producer=run.producer,
                        alt=locked.product.name,
                        is_from_table=True,
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
    state_rows(run)
    if photos:
        transaction.on_commit(
            lambda: default_storage.delete(photos)
        )  # files that a killed process leaves are swept later
