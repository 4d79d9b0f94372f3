"""The dry run: for each row the product to make, or an error for each invalid cell. Writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _

from backend.common.bulk import in_parts
from backend.common.errors import DomainError
from backend.common.money import MAX_DONG
from backend.common.text import accent_key, fold
from backend.common.units import require_pieces
from products import ports
from products.imports import updates as beside
from products.imports.archives import MAX_PHOTOS
from products.imports.columns import BY_KEY, COLUMNS, NOT_FIELDS, OF_OFFER, read_cell
from products.imports.pictures import PhotoZip
from products.imports.reading import TableRow
from products.models import Producer, Product, ProductPhoto
from products.products.contradictions import contradictions
from products.products.enums import ProductState
from products.products.facts import PUBLIC_FIELDS, json_value


@dataclass(slots=True)
class CheckedRow:
    """One checked row of the spreadsheet.

    fields: product fields in JSON form.
    errors: {cell such as "C5": [heading, message]}.
    draft_key: derived from the producer and the row's code, or its name, unit and pack without a code. A row
        that is sent again has the same key.
    product_id: the existing product: made from an earlier import of the row, or with its name, unit and pack.
    changes: changes of that product's fields, {field: [before, after]}.
    beside: changes of its quantity, offer and photos, {name: [before, after]}; made only if the user ticks
        them (updates.py).
    notes: messages about values that the row leaves unchanged.
    """

    line: int
    draft_key: UUID
    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    quantity: str = ""
    unit: str = ""
    photos: list[str] = field(default_factory=list)
    errors: dict[str, list[str]] = field(default_factory=dict)
    offer: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    beside: dict[str, list[Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    is_retired: bool = False
    product_id: int | None = None
    letters: dict[str, str] = field(default_factory=dict, repr=False)
    product_values: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_known(self) -> bool:
        return self.product_id is not None

    @property
    def takes_photos(self) -> bool:
        return bool(self.photos) and (not self.is_known or "photos" in self.beside)

    def refuse(self, key: str, message: str) -> None:
        """Set the error `message` for the row's cell in column `key`, unless the cell has one."""
        cell = f"{self.letters.get(key) or self.letters.get('name', '')}{self.line}"
        self.errors.setdefault(cell, [BY_KEY[key].heading, message])


def check_rows(
    rows: Iterable[TableRow], *, producer: Producer, photos: PhotoZip | None = None
) -> list[CheckedRow]:
    """Return every row checked, in order. The number of queries doesn't grow with the number of rows."""
    checked = [_check(row, producer) for row in rows]
    _check_twice(checked)
    _check_known(checked, producer)
    _check_together(checked)
    _note_own_prices(checked)
    _compare_other_values(checked, photos)
    _check_gtins(checked)
    _check_photos(checked, photos)
    return checked


def row_key(producer: Producer, code: str, fields: dict[str, Any]) -> UUID:
    """Return the row's identity, from its own code, or else from its name, unit and pack.

    Rows of a producer with the same key are one product.
    """
    if code:
        identity = f"code\0{fold(code)}"
    else:
        texts = (fields.get("name", ""), fields.get("unit", ""), fields.get("net_content", ""))
        identity = "\0".join(["name", *(accent_key(text) for text in texts)])
    digest = hashlib.sha256(identity.encode()).hexdigest()
    return uuid5(NAMESPACE_URL, f"pieu:import:{producer.ref}:{digest}")


def _check(row: TableRow, producer: Producer) -> CheckedRow:
    values: dict[str, Any] = {}
    letters = {key: letter for key, (letter, _value) in row.cells.items()}
    made = CheckedRow(line=row.line, draft_key=producer.ref, name="", letters=letters)
    for column in COLUMNS:
        if column.key not in row.cells and column.key != "name":
            continue
        try:
            values[column.key] = read_cell(column, row.cells.get(column.key, ("", None))[1])
        except DomainError as error:
            made.refuse(column.key, error.message)
    made.fields = {
        key: str(value) if isinstance(value, Decimal) else value
        for key, value in values.items()
        if key not in NOT_FIELDS and value not in ("", None, [])
    }
    made.code = values.get("code", "")
    amount = values.get("quantity") or {}
    made.quantity = amount.get("quantity", "")
    made.unit = amount.get("unit") or made.fields.get("unit", "")
    made.photos = values.get("photos") or []
    made.offer = {key: values[key] for key in OF_OFFER if values.get(key)}
    made.name = made.fields.get("name", "") or str(row.cells.get("name", ("", ""))[1] or "")[:120]
    made.draft_key = row_key(producer, values.get("code", ""), made.fields)
    if made.quantity and made.unit:
        try:
            require_pieces(Decimal(made.quantity), made.unit)
        except DomainError as error:
            made.refuse("quantity", error.message)
    if made.quantity and not made.unit:
        made.refuse("unit", _("Có số lượng thì ghi cả đơn vị, ví dụ kg."))
    if "price" in made.fields and "unit" not in made.fields:
        made.refuse("unit", _("Có giá thì ghi cả đơn vị, ví dụ kg."))
    for key in made.offer:
        if "price" not in made.fields:
            made.refuse(key, _("Ghi cột này thì ghi cả giá và đơn vị."))
    if made.offer.get("breaks") and made.offer["breaks"][0][1] >= made.fields.get("price", MAX_DONG):
        made.refuse("breaks", _("Mua nhiều hơn thì giá phải rẻ hơn."))
    return made


def _check_twice(checked: list[CheckedRow]) -> None:
    lines: dict[UUID, int] = {}
    for row in checked:
        first = lines.setdefault(row.draft_key, row.line)
        if first != row.line:
            key = "code" if row.letters.get("code") else "name"
            row.refuse(
                key, _("Trùng với dòng %(line)s: cùng mã, hoặc cùng tên, đơn vị và gói.") % {"line": first}
            )


def _check_known(checked: list[CheckedRow], producer: Producer) -> None:
    """Set the existing product of each row, and the changes that the row makes to it.

    The product was made from an earlier import of the row, or is the producer's product with the row's name,
    unit and pack. A second row of the same product gets an error.
    """
    known: dict[UUID, Product] = {}
    rows = Product.objects.only("draft_key", "state", *PUBLIC_FIELDS)
    for part in in_parts([row.draft_key for row in checked]):
        known.update(
            {product.draft_key: product for product in rows.filter(draft_key__in=part) if product.draft_key}
        )
    by_name: dict[tuple[str, ...], Product] = {}
    if any(row.draft_key not in known and not row.code for row in checked):
        own_products = rows.filter(producer=producer).exclude(state=ProductState.RETIRED).exclude(name="")
        for each in own_products.order_by("-pk").iterator():
            by_name[_name_key(each.name, each.unit, each.net_content)] = each
    lines: dict[int, int] = {}
    for row in checked:
        product: Product | None = known.get(row.draft_key)
        if product is None and not row.code:
            fields = row.fields
            product = by_name.get(
                _name_key(fields.get("name", ""), fields.get("unit", ""), fields.get("net_content", ""))
            )
        if product is None:
            continue
        row.product_id, row.is_retired = product.pk, product.state == ProductState.RETIRED
        first = lines.setdefault(product.pk, row.line)
        if first != row.line:
            key = "code" if row.letters.get("code") else "name"
            row.refuse(key, _("Là cùng một sản phẩm với dòng %(line)s.") % {"line": first})
        _compare(row, product)
        row.product_values = {name: getattr(product, name) for name in PUBLIC_FIELDS}


def _check_together(checked: list[CheckedRow]) -> None:
    """Add an error to cells of a row that contradict each other, or the product's stored values."""
    for row in checked:
        changed = set(row.changes) if row.is_known else set(row.fields)
        for name, message in contradictions(row.product_values | row.fields, changed=changed).items():
            row.refuse(name if name in BY_KEY else "name", message)


def _name_key(*texts: str) -> tuple[str, ...]:
    return tuple(accent_key(text) for text in texts)


def _compare(row: CheckedRow, product: Product) -> None:
    """Set the changes that the row makes to its existing product.

    An empty cell changes nothing, and neither does a name that differs only in case. A retired product gets a
    note instead of changes.
    """
    changes = {}
    for name, after in row.fields.items():
        before = json_value(getattr(product, name))
        if before != after and not (name == "name" and accent_key(before) == accent_key(after)):
            changes[name] = [before, after]
    if changes and product.state == ProductState.RETIRED:
        row.notes.append(_("Sản phẩm này đã ngừng bán nên tệp không đổi gì ở đó."))
    else:
        row.changes = changes


def _note_own_prices(checked: list[CheckedRow]) -> None:
    """Add a note to rows whose product has offers with a price of their own.

    These offers stay unchanged; other offers follow the product's new price.
    """
    repriced = {row.product_id: row for row in checked if row.product_id and "price" in row.changes}
    beside: dict[int, list[str]] = {}
    for part in in_parts(repriced):
        beside |= ports.own_prices(
            prices={pk: repriced[pk].changes["price"][1] for pk in part},
            units={pk: repriced[pk].changes["unit"][1] for pk in part if "unit" in repriced[pk].changes},
        )
    for pk, words in beside.items():
        repriced[pk].notes.append(
            _("Giá riêng không đổi theo tệp: %(offers)s. Chị đổi ở trang sản phẩm.")
            % {"offers": ", ".join(words)}
        )


def _compare_other_values(checked: list[CheckedRow], photos: PhotoZip | None) -> None:
    """Set the changes that each row makes to an existing product's quantity, offer and photos.

    They are made only if the user ticks them. Changes that are not possible become notes.
    """
    known = {row.product_id: row for row in checked if row.product_id is not None}
    for part in in_parts(known):
        now = beside.current_values([int(pk or 0) for pk in part])
        pictured = set(ProductPhoto.objects.filter(product__in=part).values_list("product", flat=True))
        for pk in part:
            row, current = known[pk], now[int(pk or 0)]
            values = beside.row_values(row.quantity, row.unit, row.offer)
            # With another unit, the amount and the price per piece mean something else.
            is_open = "unit" not in row.changes and not row.is_retired
            left = [key for key in values if not is_open or key not in current]
            row.beside = {
                key: [current[key], json_value(after)]
                for key, after in values.items()
                if key not in left and current[key] != json_value(after)
            }
            if row.photos and pk not in pictured:
                if photos is None or not is_open:
                    left.append("photos")
                else:
                    row.beside["photos"] = [0, len(row.photos)]
            if left:
                row.notes.append(
                    _(
                        "Tệp không đổi %(what)s của sản phẩm đã có: số lượng thì mở lô mới, còn lại đổi ở trang sản phẩm."
                    )
                    % {"what": ", ".join(str(words) for key, words in beside.LABELS.items() if key in left)}
                )


def _check_gtins(checked: list[CheckedRow]) -> None:
    rows: dict[str, CheckedRow] = {}
    for row in checked:
        gtin = row.fields.get("gtin")
        if not gtin or (row.is_known and "gtin" not in row.changes):
            continue
        first = rows.setdefault(gtin, row)
        if first is not row:
            row.refuse("gtin", _("Mã vạch này đã có ở dòng %(line)s.") % {"line": first.line})
    for part in in_parts(rows):
        for gtin in Product.objects.filter(gtin__in=part).values_list("gtin", flat=True):
            rows[str(gtin)].refuse("gtin", _("Mã vạch này đã dùng cho sản phẩm khác."))


def _check_photos(checked: list[CheckedRow], photos: PhotoZip | None) -> None:
    problems: dict[str, str] = {}
    wanted = 0
    for row in checked:
        if not row.takes_photos:
            continue
        wanted += len(row.photos)
        if photos is None:
            row.refuse(
                "photos", _("Có tên ảnh mà chưa có tệp zip. Chị gửi kèm tệp zip, hoặc để trống cột này.")
            )
        elif wanted > MAX_PHOTOS:
            row.refuse("photos", _("Mỗi lần đưa nhiều nhất 200 ảnh. Chị chia ra nhiều lần."))
        else:
            for name in row.photos:
                if name not in problems:
                    problems[name] = photos.problem(name)
                if problems[name]:
                    row.refuse("photos", problems[name])
