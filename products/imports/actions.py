"""Check a spreadsheet of many products, import it in the background, and undo an import."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.bulk import insert_all
from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows, states
from members.acting import Actor
from members.rules import require
from products.imports.checking import CheckedRow, check_rows
from products.imports.enums import ImportState, RowState
from products.imports.making import make_import
from products.imports.pictures import opened
from products.imports.reading import read_table
from products.imports.undoing import undo_rows
from products.models import ImportRow, Producer, ProductImport
from products.products.rules import may_create_product


class NothingToImport(DomainError):
    """The import can't be started or undone in its present state."""

    status_code = 409


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A spreadsheet that was read and checked before a transaction. photos: its zip, or None."""

    producer: Producer
    rows: list[CheckedRow]
    file_name: str
    sha256: str
    photos: Any


def check_table(
    *, actor: Actor, producer: Producer, data: bytes, file_name: str, photos: Any = None
) -> CheckedTable:
    """Read a spreadsheet of products and check every row. Writes nothing; pass the result to `store_table`.

    Call it before a transaction: it takes some seconds of one core for 5,000 rows.
    data: the bytes of an .xlsx or CSV file.
    photos: an uploaded zip of photos (a File with its size) or None.
    Raises NotAllowed, TableRefused, ZipRefused.
    """
    require(may_create_product(actor.member, producer))
    rows = read_table(data)
    if photos:
        with opened(photos) as archive:
            checked = check_rows(rows, producer=producer, photos=archive)
    else:
        checked = check_rows(rows, producer=producer)
    return CheckedTable(producer, checked, nfc(file_name)[:120], hashlib.sha256(data).hexdigest(), photos)


@transaction.atomic
def store_table(*, actor: Actor, table: CheckedTable) -> ProductImport:
    """Store the result of every row for the user to read. Creates no product. Raises NotAllowed."""
    require(may_create_product(actor.member, table.producer))
    run = ProductImport.objects.create(
        producer=table.producer,
        file_name=table.file_name,
        sha256=table.sha256,
        by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
    )
    insert_all(ImportRow, [_row_fields(run, row) for row in table.rows])
    state_rows(run)
    if table.photos and any(row.takes_photos for row in table.rows):
        table.photos.seek(0)
        run.photos = default_storage.save(f"imports/{run.ref}.zip", File(table.photos))
        run.save(update_fields=["photos"])
    return run


def check_import(
    *, actor: Actor, producer: Producer, data: bytes, file_name: str, photos: Any = None
) -> ProductImport:
    """Run `check_table`, then `store_table`. Call it before a transaction."""
    table = check_table(actor=actor, producer=producer, data=data, file_name=file_name, photos=photos)
    return store_table(actor=actor, table=table)


def _row_fields(run: ProductImport, row: CheckedRow) -> dict[str, Any]:
    if row.errors:
        state = RowState.WRONG
    elif row.is_known:
        state = RowState.CHANGES if row.changes else RowState.KNOWN
    else:
        state = RowState.GOOD
    return {
        "run_id": run.pk,
        "line": row.line,
        "state": state.value,
        "draft_key": row.draft_key,
        "name": row.name[:120],
        "fields": row.fields,
        "quantity": row.quantity,
        "unit": row.unit,
        "photos": row.photos if row.takes_photos else [],
        "changes": row.changes,
        "offer": row.offer,
        "beside": row.beside,
        "notes": row.notes,
        "errors": row.errors,
        "product_id": row.product_id,
    }


@transaction.atomic
def start_import(*, actor: Actor, run: ProductImport, with_beside: bool = False) -> ProductImport:
    """Enqueue the task that creates drafts from the valid rows and changes existing products that differ.

    Idempotent: an import that was started before is returned unchanged. Rows with errors are skipped; the
    user corrects the file and sends it again, and existing products are not created twice.
    with_beside: also change amounts, offers and photos of existing products.
    Raises NothingToImport if no row is valid or changes a product; NotAllowed.
    """
    run = ProductImport.objects.locked(run.pk)
    require(may_create_product(actor.member, run.producer))
    if run.state != ImportState.CHECKED:
        return run
    if with_beside:
        run.rows.filter(state=RowState.KNOWN).exclude(beside={}).update(state=RowState.CHANGES)
    count = run.rows.filter(state=RowState.GOOD).count()
    changes = run.rows.filter(state=RowState.CHANGES).count()
    if not count + changes:
        raise NothingToImport(_("Không có dòng nào đưa vào được."), code="nothing_good")
    run.state, run.beat_at = ImportState.RUNNING, timezone.now()
    run.by, run.on_behalf_of = actor.by, actor.member if actor.is_helping else None
    run.with_beside = with_beside
    run.save(update_fields=["state", "beat_at", "by", "on_behalf_of", "with_beside"])
    append_entry(
        kind="products.imported",
        subject=f"producer:{run.producer.ref}",
        payload={"rows": count, "sha256": run.sha256, **states(run)}
        | ({"changes": changes} if changes else {}),
        **actor.ledger_refs(),
    )
    make_import.enqueue(import_id=run.pk)
    return run


@transaction.atomic
def undo_import(*, actor: Actor, run: ProductImport) -> ProductImport:
    """Enqueue the task that undoes an import: it retires the created drafts and reverts the changes.

    Idempotent. Products changed since the import stay, and their rows get the reason. Raises NotAllowed, and
    NothingToImport while the import isn't finished.
    """
    run = ProductImport.objects.locked(run.pk)
    require(may_create_product(actor.member, run.producer))
    if run.state in (ImportState.UNDOING, ImportState.UNDONE):
        return run
    if run.state not in (ImportState.DONE, ImportState.FAILED):
        raise NothingToImport(_("Tệp này đang đưa vào, hoặc chưa đưa vào."), code="not_done")
    run.state, run.beat_at = ImportState.UNDOING, timezone.now()
    run.by, run.on_behalf_of = actor.by, actor.member if actor.is_helping else None
    run.save(update_fields=["state", "beat_at", "by", "on_behalf_of"])
    append_entry(
        kind="products.import_undone",
        subject=f"producer:{run.producer.ref}",
        payload={"sha256": run.sha256, **states(run)},
        **actor.ledger_refs(),
    )
    undo_rows.enqueue(import_id=run.pk)
    return run
