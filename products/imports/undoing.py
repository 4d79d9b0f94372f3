"""Undo an import: retire drafts that nobody changed, and revert changes that are still in place.

It works part by part, in one transaction each that also marks the rows, so a killed task resumes where it
stopped. Products changed since stay as they are, and their rows give the reason.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.background import task
from backend.common.bulk import insert_all
from backend.common.errors import DomainError
from backend.ledger.actions import Fact, append_entries
from backend.ledger.pins import new_salt
from backend.ledger.row_states import STATED, state_rows, write_states
from members.acting import Actor
from members.rules import require
from products import ports
from products.imports.enums import ImportState, RowState
from products.imports.making import CHANGES_PART, PART, actor_of
from products.imports.updates import apply_other_changes, other_changes_in
from products.models import ImportRow, Product, ProductChange, ProductDecision, ProductImport
from products.products.actions.products import update_product
from products.products.enums import ProductState
from products.products.facts import json_value
from products.products.rules import may_create_product


@task(name="undo_product_import")
def undo_rows(import_id: int) -> int:
    """Undo the rows of the import that are not undone yet. Return how many were visited. Idempotent.

    If the right was withdrawn, the import ends as failed.
    """
    done = 0
    try:
        while part := undo_part(import_id):
            done += part
    except DomainError as error:  # right withdrawn
        _end(import_id, ImportState.FAILED, error.message)
        return done
    _end(import_id, ImportState.UNDONE)
    return done


@transaction.atomic
def _end(import_id: int, state: ImportState, error: str = "") -> None:
    run = ProductImport.objects.locked(import_id)
    if run.state == ImportState.UNDOING:
        run.state, run.error = state, error[:300] or run.error
        run.save(update_fields=["state", "error"])
        state_rows(run)


@transaction.atomic
def undo_part(import_id: int) -> int:
    """Undo the next rows of the import. Return their number, 0 if none remains. Raises DomainError."""
    run = ProductImport.objects.locked(import_id)
    if run.state != ImportState.UNDOING:
        return 0
    actor = actor_of(run)
    require(may_create_product(actor.member, run.producer))
    rows = list(run.rows.filter(state=RowState.MADE)[:PART])
    if rows:
        _retire_drafts(actor, run, rows)
    else:
        rows = list(
            run.rows.filter(state=RowState.CHANGED).select_related("run", "product__producer")[:CHANGES_PART]
        )
        for row in rows:
            _set_back(actor, row)
    ImportRow.objects.bulk_update(rows, ["state", "notes"], batch_size=PART)
    ProductImport.objects.filter(pk=run.pk).update(beat_at=timezone.now())
    return len(rows)


def _retire_drafts(actor: Actor, run: ProductImport, rows: list[ImportRow]) -> None:
    ids = [row.product_id for row in rows if row.product_id]
    locked = Product.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    drafts = {
        product.pk: product for product in locked.filter(pk__in=ids, state=ProductState.DRAFT, slug=None)
    }
    touched = set(
        ProductChange.objects.filter(
            product__in=drafts, changed_at__gt=run.ended_at or run.created_at
        ).values_list("product_id", flat=True)
    )
    touched |= set(ProductDecision.objects.filter(product__in=drafts).values_list("product_id", flat=True))
    touched |= ports.used_lots_of(products=list(drafts))
    taken = [product for pk, product in drafts.items() if pk not in touched]
    now, helped = timezone.now(), actor.member.pk if actor.is_helping else None
    insert_all(
        ProductDecision,
        [
            {
                "product_id": product.pk,
                "state": ProductState.RETIRED.value,
                "reasons": _("Rút lại tệp %(name)s.") % {"name": run.file_name},
                "by_id": actor.by.pk,
                "on_behalf_of_id": helped,
                "salt": new_salt(),
            }
            for product in taken
        ],
    )
    decisions = ProductDecision.objects.filter(product__in=taken).order_by("pk")
    write_states(STATED, decisions)
    gtins = [product for product in taken if product.gtin]
    insert_all(
        ProductChange,
        [
            {
                "product_id": product.pk,
                "fields": {"gtin": [product.gtin, None]},
                "by_id": actor.by.pk,
                "on_behalf_of_id": helped,
                "salt": new_salt(),
            }
            for product in gtins
        ],
    )
    changes = ProductChange.objects.filter(product__in=gtins).select_related("by", "on_behalf_of")
    write_states(STATED, changes.order_by("-pk")[: len(gtins)])
    append_entries(
        Fact(
            "product.put_aside",
            f"product:{decision.product_id}",
            {"import": str(run.ref), "decision": decision.pk},
            **actor.ledger_refs(),
        )
        for decision in decisions
    )
    # Without key and barcode it blocks nothing: the corrected table makes the product again.
    Product.objects.filter(pk__in=[product.pk for product in taken]).update(
        state=ProductState.RETIRED, retired_at=now, draft_key=None, gtin=None
    )
    gone = {product.pk for product in taken}
    for row in rows:
        row.state = RowState.UNDONE if row.product_id in gone else RowState.KNOWN
        if row.state == RowState.KNOWN:
            row.notes = [*row.notes, _("Giữ lại: đã có người sửa, gửi duyệt hoặc dùng lô của sản phẩm này.")]


def _set_back(actor: Actor, row: ImportRow) -> None:
    """Revert the row's changes of its product, if every changed field still has the imported value.

    Otherwise the row gets a note with the reason.
    """
    row.state = RowState.UNDONE
    product = row.product
    if product is None:
        return
    if any(json_value(getattr(product, name)) != after for name, (_before, after) in row.changes.items()):
        row.state = RowState.KNOWN
        row.notes = [*row.notes, _("Giữ lại: sản phẩm đã được sửa sau khi đưa tệp vào.")]
        return
    try:
        with transaction.atomic():
            other_changes = other_changes_in(row, product, back=True) if row.run.with_beside else {}
            if row.changes:
                product = update_product(
                    actor=actor,
                    product=product,
                    changes={
                        name: "" if before is None else before
                        for name, (before, _after) in row.changes.items()
                    },
                )
            apply_other_changes(actor, product, other_changes)
        if row.run.with_beside and any(
            key == "photos" or before is None for key, (before, _after) in row.beside.items()
        ):
            row.notes = [*row.notes, _("Giữ lại: lô, cách bán và ảnh mà tệp đã thêm.")]
    except DomainError as error:
        row.state, row.notes = RowState.KNOWN, [*row.notes, error.message]
