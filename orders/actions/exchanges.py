"""Exchanges' own files: sent once, their columns mapped once, filled in as often as wanted."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.text import fold, nfc
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.rules import require
from orders.actions.errors import OrderError
from orders.exchanges.fields import FIELDS
from orders.exchanges.filling import fill
from orders.exchanges.packages import check_package, digest_of, headings_of, looks_of
from orders.feeds.items import Item, items_of, offers_for
from orders.models import ExchangeTemplate
from orders.rules import may_keep_exchanges
from products.models import Product

MAX_TEMPLATES = 100


def add_template(*, actor: Actor, name: str, data: bytes, file_name: str) -> ExchangeTemplate:
    """Keep an exchange's empty file. Raises NotAllowed, OrderError, WorkbookRefused, SheetRefused."""
    require(may_keep_exchanges(actor.member))
    name = nfc(name)[:80]
    if not name:
        raise OrderError(_("Chị ghi tên sàn."), field="name", code="name_empty")
    check_package(data)
    looks_of(data)
    if ExchangeTemplate.objects.filter(is_active=True).count() >= MAX_TEMPLATES:
        raise OrderError(_("Đã có 100 tệp mẫu. Chị bỏ bớt tệp không dùng."), code="too_many")
    with transaction.atomic():
        template = ExchangeTemplate.objects.create(
            name=name, file=_store(data), file_name=nfc(file_name)[:120], by=actor.by
        )
        _write(actor, "exchange.added", template)
    return template


@transaction.atomic
def map_columns(
    *,
    actor: Actor,
    template: ExchangeTemplate,
    sheet: str,
    heading_row: int,
    first_row: int,
    columns: Mapping[int, str],
) -> ExchangeTemplate:
    """Say what each column of `sheet` is filled with. Raises NotAllowed, OrderError."""
    require(may_keep_exchanges(actor.member))
    template = ExchangeTemplate.objects.select_for_update().get(pk=template.pk)
    data = template_bytes(template)
    headings = headings_of(data, sheet, heading_row)
    if not any(headings):
        raise OrderError(
            _("Dòng tiêu đề này trống. Chị chọn dòng có tên các cột."), field="heading_row", code="no_heading"
        )
    if first_row <= heading_row:
        raise OrderError(_("Dòng điền phải ở dưới dòng tiêu đề."), field="first_row", code="first_row")
    chosen = {column: key for column, key in columns.items() if key}
    if not chosen:
        raise OrderError(_("Chị ghép ít nhất một cột."), code="no_columns")
    if not all(1 <= column <= len(headings) and key in FIELDS for column, key in chosen.items()):
        raise OrderError(_("Cột này không có trong tệp. Chị mở lại trang."), code="column_unknown")
    template.sheet, template.heading_row, template.first_row = sheet, heading_row, first_row
    template.columns = {str(column): key for column, key in sorted(chosen.items())}
    template.headings, template.digest = headings, digest_of(data, sheet, heading_row)
    template.by, template.changed_at = actor.by, timezone.now()
    template.save()
    _write(actor, "exchange.mapped", template)
    return template


def replace_file(
    *, actor: Actor, template: ExchangeTemplate, data: bytes, file_name: str
) -> tuple[ExchangeTemplate, list[str]]:
    """The exchange's newest file. Its headings unchanged, the mapping stays; else it is taken off and what changed is told.

    Raises NotAllowed, WorkbookRefused, SheetRefused.
    """
    require(may_keep_exchanges(actor.member))
    check_package(data)
    looks_of(data)
    with transaction.atomic():
        template = ExchangeTemplate.objects.select_for_update().get(pk=template.pk)
        changed = changes_of(template, data)
        old, template.file, template.file_name = template.file, _store(data), nfc(file_name)[:120]
        if changed:
            template.columns, template.digest = {}, ""
        template.by, template.changed_at = actor.by, timezone.now()
        template.save()
        _write(actor, "exchange.replaced", template)
        transaction.on_commit(lambda: default_storage.delete(old))
    return template, changed


def changes_of(template: ExchangeTemplate, data: bytes) -> list[str]:
    """What of a mapped template's headings is another in `data`, a sentence each; empty where all is as it was."""
    if not template.is_mapped or digest_of(data, template.sheet, template.heading_row) == template.digest:
        return []
    now = headings_of(data, template.sheet, template.heading_row)
    if not now:
        return [_("Không còn trang tính “%(sheet)s” hoặc dòng tiêu đề cũ.") % {"sheet": template.sheet}]
    before = {fold(text): text for text in template.headings if text}
    after = {fold(text): text for text in now if text}
    said = [_("Thêm cột “%(name)s”.") % {"name": text} for key, text in after.items() if key not in before]
    said += [_("Bỏ cột “%(name)s”.") % {"name": text} for key, text in before.items() if key not in after]
    return said or [_("Thứ tự các cột đã đổi.")]


@transaction.atomic
def remove_template(*, actor: Actor, template: ExchangeTemplate) -> None:
    """Take a template off the list; doing it again changes nothing."""
    require(may_keep_exchanges(actor.member))
    template = ExchangeTemplate.objects.select_for_update().get(pk=template.pk)
    if template.is_active:
        template.is_active = False
        template.save(update_fields=["is_active"])
        _write(actor, "exchange.removed", template)


def filled(template: ExchangeTemplate, viewer: object) -> bytes:
    """The exchange's file with what `viewer` oversees and what is on sale now. Raises SheetRefused, TemplateChanged, OrderError."""
    if not template.is_mapped:
        raise OrderError(_("Chị ghép các cột trước."), code="not_mapped")
    offers = offers_for(Product.objects.handled_by(viewer))
    items = (item for item in items_of(offers) if isinstance(item, Item))
    return fill(
        template_bytes(template),
        sheet=template.sheet,
        heading_row=template.heading_row,
        first_row=template.first_row,
        digest=template.digest,
        columns={int(column): key for column, key in template.columns.items()},
        items=items,
    )


def template_bytes(template: ExchangeTemplate) -> bytes:
    with default_storage.open(template.file, "rb") as file:
        return file.read()


def _store(data: bytes) -> str:
    return default_storage.save(f"exchanges/{uuid4()}.xlsx", ContentFile(data))


def _write(actor: Actor, kind: str, template: ExchangeTemplate) -> None:
    append_entry(
        kind=kind,
        subject=f"exchange:{template.ref}",
        payload={"columns": len(template.columns), "digest": template.digest},
        **actor.ledger_refs(),
    )
