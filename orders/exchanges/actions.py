"""Exchange templates: uploaded once, mapped once, filled in as often as needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.text import fold, nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.rules import require
from orders.errors import OrderError
from orders.exchanges.fields import FIELDS, counted
from orders.exchanges.filling import MAX_ITEMS, unknown_words
from orders.exchanges.packages import LAST_ROW
from orders.exchanges.rules import may_keep_exchanges
from orders.exchanges.shape import differences
from orders.exchanges.sheet_facts import SheetFacts
from orders.exchanges.sheets import Value, letters
from orders.exchanges.template_files import NewFile, fill_file, read_facts
from orders.feeds.items import Item, items_of, offers_for
from orders.models import ExchangeTemplate
from products.models import Producer, Product

MAX_TEMPLATES = 100
MAX_CONSTANT = 200
MAX_WORDS = 500


def add_template(*, actor: Actor, name: str, file: NewFile, file_name: str) -> ExchangeTemplate:
    """Store an exchange's empty file. Raises NotAllowed, OrderError."""
    require(may_keep_exchanges(actor.member))
    name = nfc(name)[:80]
    if not name:
        raise OrderError(_("Chị ghi tên sàn."), field="name", code="name_empty")
    if ExchangeTemplate.objects.filter(is_active=True).count() >= MAX_TEMPLATES:
        raise OrderError(_("Đã có 100 tệp mẫu. Chị bỏ bớt tệp không dùng."), code="too_many")
    with transaction.atomic():
        template = ExchangeTemplate.objects.create(
            name=name, file=_store(file.data), file_name=nfc(file_name)[:120], by=actor.by
        )
        _append_exchange_entry(actor, "exchange.added", template)
    return template


@transaction.atomic
def map_columns(
    *,
    actor: Actor,
    template: ExchangeTemplate,
    facts: SheetFacts,
    columns: Mapping[int, str],
    constants: Mapping[int, str] | None = None,
) -> ExchangeTemplate:
    """Set what fills each column of a sheet: a key of FIELDS, or the same text in every row (`constants`).

    facts: of the sheet and rows to map (template_files.read_facts).
    Values that were mapped to a drop-down list (map_words) stay mapped if their column keeps its field.
    Raises NotAllowed, OrderError.
    """
    require(may_keep_exchanges(actor.member))
    template = ExchangeTemplate.objects.select_for_update().get(pk=template.pk)
    _require_same_file(template, facts)
    headings, (sheet, heading_row, first_row) = facts.headings, facts.place
    if not any(headings):
        raise OrderError(
            _("Dòng tiêu đề này trống. Chị chọn dòng có tên các cột."), field="heading_row", code="no_heading"
        )
    if first_row <= heading_row:
        raise OrderError(_("Dòng điền phải ở dưới dòng tiêu đề."), field="first_row", code="first_row")
    if first_row > LAST_ROW:
        raise OrderError(_("Bảng tính chỉ có 1.048.576 dòng."), field="first_row", code="first_row")
    chosen = {column: key for column, key in columns.items() if key}
    fixed = {column: nfc(text)[:MAX_CONSTANT] for column, text in (constants or {}).items() if nfc(text)}
    if not chosen and not fixed:
        raise OrderError(_("Chị ghép ít nhất một cột."), code="no_columns")
    if not all(1 <= column <= len(headings) and key in FIELDS for column, key in chosen.items()) or not all(
        1 <= column <= len(headings) and column not in chosen for column in fixed
    ):
        raise OrderError(_("Cột này không có trong tệp. Chị mở lại trang."), code="column_unknown")
    choices = facts.choices
    for column, text in fixed.items():
        if column in choices and text not in choices[column]:
            raise OrderError(
                _("Cột “%(name)s” chỉ nhận chữ trong danh sách của sàn, ví dụ “%(one)s”.")
                % {"name": headings[column - 1], "one": next(iter(choices[column]), "")},
                field=f"chu-{column}",
                code="constant_unknown",
            )
    remaining_words = {
        column: words
        for column, words in template.words.items()
        if template.sheet == sheet and template.columns.get(column) == chosen.get(int(column))
    }
    template.sheet, template.heading_row, template.first_row = sheet, heading_row, first_row
    template.columns = {str(column): key for column, key in sorted(chosen.items())}
    template.constants = {str(column): text for column, text in sorted(fixed.items())}
    template.words = remaining_words
    template.headings, template.digest, template.shape = headings, facts.digest, facts.shape
    template.by, template.changed_at = actor.by, timezone.now()
    template.save()
    _append_exchange_entry(actor, "exchange.mapped", template)
    return template


@transaction.atomic
def map_words(
    *, actor: Actor, template: ExchangeTemplate, facts: SheetFacts, words: Mapping[int, Mapping[str, str]]
) -> ExchangeTemplate:
    """Map values of products to entries of a column's drop-down list: {column: {value: entry}}.

    facts: of the sheet that the template maps (template_files.read_facts).
    Earlier mappings stay; an empty entry removes the mapping of its value. Raises NotAllowed, OrderError.
    """
    require(may_keep_exchanges(actor.member))
    template = ExchangeTemplate.objects.select_for_update().get(pk=template.pk)
    if not template.is_mapped:
        raise OrderError(_("Chị ghép các cột trước."), code="not_mapped")
    _require_same_file(template, facts)
    _require_same_place(template, facts)
    choices = facts.choices
    mapped = {column: dict(pairs) for column, pairs in template.words.items()}
    for column, pairs in words.items():
        for ours, theirs in pairs.items():
            if str(column) not in template.columns or (theirs and theirs not in choices.get(column, [])):
                raise OrderError(
                    _("Chữ này không có trong danh sách của sàn. Chị mở lại trang."), code="word_unknown"
                )
            of_column = mapped.setdefault(str(column), {})
            of_column.pop(ours, None)
            if theirs:
                of_column[ours[:200]] = theirs
            if len(of_column) > MAX_WORDS:
                raise OrderError(_("Một cột nhận nhiều nhất 500 chữ."), code="words_many")
    template.words = {column: pairs for column, pairs in mapped.items() if pairs}
    template.by, template.changed_at = actor.by, timezone.now()
    template.save()
    _append_exchange_entry(actor, "exchange.mapped", template)
    return template


def replace_file(
    *, actor: Actor, template: ExchangeTemplate, file: NewFile, file_name: str
) -> tuple[ExchangeTemplate, list[str]]:
    """Replace a template's file by a newer one. Return the template and the changes that break its mapping.

    If there are any, the mapping of columns is removed; the mapped words stay. Without a mapping, the list is
    empty. `file` was read for this template. Raises NotAllowed, OrderError.
    """
    require(may_keep_exchanges(actor.member))
    with transaction.atomic():
        template = ExchangeTemplate.objects.select_for_update().get(pk=template.pk)
        changed = changes_of(template, file)
        old, template.file, template.file_name = template.file, _store(file.data), nfc(file_name)[:120]
        if changed:
            template.columns, template.constants, template.digest, template.shape = {}, {}, "", {}
        template.by, template.changed_at = actor.by, timezone.now()
        template.save()
        _append_exchange_entry(actor, "exchange.replaced", template)
        transaction.on_commit(lambda: default_storage.delete(old))
    return template, changed


def changes_of(template: ExchangeTemplate, file: NewFile) -> list[str]:
    """Return the differences between a mapped template's sheet and the new file, a sentence each.

    Empty if nothing changed that the mapping depends on. Raises OrderError if the mapping was changed after the
    file was read.
    """
    if not template.is_mapped:
        return []
    if file.facts is None:
        raise _changed_meanwhile()
    _require_same_place(template, file.facts)
    now = file.facts.headings
    if file.facts.digest == template.digest:
        shape = file.facts.shape
        if not template.shape or shape == template.shape:
            return []
        return differences(
            template.shape, shape, {letters(column): text for column, text in enumerate(now, 1)}
        ) or [_("Tệp đã đổi.")]
    if not now:
        return [_("Không còn trang tính “%(sheet)s” hoặc dòng tiêu đề cũ.") % {"sheet": template.sheet}]
    before = {fold(text): text for text in template.headings if text}
    after = {fold(text): text for text in now if text}
    changes = [_("Thêm cột “%(name)s”.") % {"name": text} for key, text in after.items() if key not in before]
    changes += [_("Bỏ cột “%(name)s”.") % {"name": text} for key, text in before.items() if key not in after]
    return changes or [_("Thứ tự các cột đã đổi.")]


@transaction.atomic
def remove_template(*, actor: Actor, template: ExchangeTemplate) -> None:
    """Deactivate a template; a repeated call changes nothing. Raises NotAllowed."""
    require(may_keep_exchanges(actor.member))
    template = ExchangeTemplate.objects.select_for_update().get(pk=template.pk)
    if template.is_active:
        template.is_active = False
        template.save(update_fields=["is_active"])
        _append_exchange_entry(actor, "exchange.removed", template)


def goods_for(viewer: object, producer: Producer | None = None) -> Iterator[Item]:
    """Yield an item for each offer on sale of `producer`, or of all producers that `viewer` runs or oversees.

    The viewer must run or oversee `producer` too; otherwise there are no items.
    """
    products = Product.objects.handled_by(viewer)
    if producer is not None:
        products = products.filter(producer=producer)
    return (item for item in items_of(offers_for(products)) if isinstance(item, Item))


def filled(template: ExchangeTemplate, viewer: object, producer: Producer | None = None) -> bytes:
    """Return the exchange's file with a row for each of goods_for(viewer, producer).

    Raises SheetRefused, TemplateChanged, OrderError.
    """
    if not template.is_mapped:
        raise OrderError(_("Chị ghép các cột trước."), code="not_mapped")
    columns = by_column(template.columns)
    rows = list(islice(_rows(columns, goods_for(viewer, producer)), MAX_ITEMS + 1))
    return fill_file(
        template,
        columns=columns,
        rows=rows,
        constants=by_column(template.constants),
        words=by_column(template.words),
    )


def _rows(columns: Mapping[int, str], items: Iterable[Item]) -> Iterator[dict[int, Value]]:
    """Yield {column: value} of each item."""
    for item in items:
        row = counted(item, columns)
        yield {column: FIELDS[key].value(row) for column, key in columns.items()}


def words_to_say(
    template: ExchangeTemplate, viewer: object, producer: Producer | None = None
) -> dict[int, tuple[list[str], list[str]]]:
    """Return {column: (values of products that its drop-down list lacks, the list)}.

    The cells of these values stay empty until they are mapped (map_words).
    """
    if not template.is_mapped:
        return {}
    columns = by_column(template.columns)
    choices = {column: listed for column, listed in read_facts(template).choices.items() if column in columns}
    return unknown_words(
        choices,
        words=by_column(template.words),
        rows=_rows(columns, goods_for(viewer, producer)),
    )


def by_column[T](values: Mapping[str, T]) -> dict[int, T]:
    """Convert the column keys, which JSON stores as text, to numbers."""
    return {int(column): each for column, each in values.items()}


def _require_same_file(template: ExchangeTemplate, facts: SheetFacts) -> None:
    """Refuse facts of a file that was replaced after it was read."""
    if facts.file != template.file:
        raise _changed_meanwhile()


def _require_same_place(template: ExchangeTemplate, facts: SheetFacts) -> None:
    if facts.place != (template.sheet, template.heading_row, template.first_row):
        raise _changed_meanwhile()


def _changed_meanwhile() -> OrderError:
    return OrderError(_("Tệp mẫu vừa được đổi. Chị mở lại trang."), code="template_changed_meanwhile")


def _store(data: bytes) -> str:
    return default_storage.save(f"exchanges/{uuid4()}.xlsx", ContentFile(data))


def _append_exchange_entry(actor: Actor, kind: str, template: ExchangeTemplate) -> None:
    stored = ExchangeTemplate.objects.get(pk=template.pk)  # its JSON as it is read back
    append_entry(
        kind=kind,
        subject=f"exchange:{template.ref}",
        payload={"columns": len(template.columns), "digest": template.digest, **states(stored)},
        **actor.ledger_refs(),
    )
