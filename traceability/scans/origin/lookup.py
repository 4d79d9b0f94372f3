"""Look up a scanned code in one query; reject a forged serial without any."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.utils.dateparse import parse_datetime

from backend.common.statements import Statement, one_row
from traceability.gs1.digital_link import Code
from traceability.labels.enums import RunState
from traceability.serials import MistypedSerial, SerialCodec, UnknownSerial

COUNTER_BITS = 17  # serial_key = run << 17 | counter: a run has at most 100,000 labels


@dataclass(frozen=True, slots=True)
class Found:
    """A lot, and one of its labels if the code has a serial."""

    lot_id: int
    lot_code: str
    page_version: int
    product_id: int
    facts_version: int
    is_recalled: bool
    names_lot: bool = True
    is_lot_unknown: bool = False  # the code names a lot that the product never had
    recalled_lots: tuple[str, ...] = ()  # of the product, if the code names no lot
    # The recall of this label, or of some label of the lot if the code names no label. No page of the lot has
    # its text, because it does not cover the whole lot.
    labels_recall_id: int | None = None
    serial_key: int | None = None
    run_id: int | None = None
    is_ready: bool = True
    void_reason: str | None = None
    scan_count: int = 0
    first_scanned_at: datetime | None = None
    busiest_day_devices: int = 0
    busiest_day_communes: int = 0


class NotFoundInBook(Exception):
    """No lot or label of ours has this code. `reason` is code | lot | serial | mistyped, or no_lot
    (NoLotYet).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoLotYet(NotFoundInBook):
    """The code's product was listed but has no lot yet: only the product can be shown.

    `is_lot_unknown`: the code names a lot.
    """

    def __init__(self, product_id: int, *, is_lot_unknown: bool) -> None:
        super().__init__("lot" if is_lot_unknown else "no_lot")
        self.product_id = product_id
        self.is_lot_unknown = is_lot_unknown


@lru_cache(maxsize=1)
def codec() -> SerialCodec:
    return SerialCodec(settings.LABEL_KEYS, settings.LABEL_KEY_CURRENT)


def serial_key(run: int, counter: int) -> int:
    return run << COUNTER_BITS | counter


BY_SERIAL = Statement(
    "pieu_label",
    """
SELECT l.id, l.code, l.page_version, p.id, p.facts_version,
       EXISTS (SELECT 1 FROM traceability_recallreach c WHERE c.lot_id = l.id AND c.ended_at IS NULL AND c.run_id IS NULL),
       r.state, r.count,
       (SELECT v.reason FROM traceability_labelvoid v WHERE v.run_id = r.id AND %s BETWEEN v.first AND v.last LIMIT 1),
       EXISTS (SELECT 1 FROM traceability_productcode k WHERE k.product_id = p.id AND k.value = %s),
       t.count, t.first_scanned_at, t.busiest_day_devices,
       (SELECT c.recall_id FROM traceability_recallreach c WHERE c.lot_id = l.id AND c.ended_at IS NULL
        AND c.run_id = r.id AND %s BETWEEN c.first AND c.last LIMIT 1),
       t.busiest_day_communes,
       EXISTS (SELECT 1 FROM traceability_lotalias a WHERE a.lot_id = l.id AND a.code = %s)
FROM traceability_labelrun r
JOIN traceability_lot l ON l.id = r.lot_id
JOIN products_product p ON p.id = l.product_id
LEFT JOIN traceability_labeltally t ON t.serial_key = %s
WHERE r.id = %s AND r.key_version = %s
""",
    ("integer", "text", "integer", "text", "bigint", "bigint", "integer"),
)

BY_LOT_SQL = """
SELECT l.id, l.code, l.page_version, p.id, p.facts_version,
       EXISTS (SELECT 1 FROM traceability_recallreach c WHERE c.lot_id = l.id AND c.ended_at IS NULL AND c.run_id IS NULL),
       (SELECT {joined} FROM traceability_recallreach c JOIN traceability_lot m ON m.id = c.lot_id
        WHERE m.product_id = p.id AND c.ended_at IS NULL),
       (SELECT c.recall_id FROM traceability_recallreach c
        WHERE c.lot_id = l.id AND c.ended_at IS NULL AND c.run_id IS NOT NULL LIMIT 1)
FROM traceability_productcode k
JOIN products_product p ON p.id = k.product_id
JOIN traceability_lot l ON l.product_id = p.id
WHERE k.value = %s AND (%s = '' OR upper(l.code) = %s OR EXISTS (
    SELECT 1 FROM traceability_lotalias a WHERE a.lot_id = l.id AND a.code = %s)) AND (p.slug IS NOT NULL OR EXISTS (
    SELECT 1 FROM traceability_labelrun r WHERE r.lot_id = l.id AND r.state = 'ready'))
ORDER BY l.created_at DESC, l.id DESC LIMIT 1
"""
# A product that was listed once has its slug for ever: posters of its lots are in use, also during another
# review. The codes of recalled lots are joined into one text; each database has its own function for that.
BY_LOT = {
    vendor: Statement(
        "pieu_lot", BY_LOT_SQL.format(joined=f"{joined}(m.code, ' ')"), ("text", "text", "text", "text")
    )
    for vendor, joined in (("postgresql", "string_agg"), ("sqlite", "group_concat"))
}

# A GTIN gets its ProductCode row with the first lot; before that only the product itself has it.
BY_PRODUCT = Statement(
    "pieu_product",
    """
SELECT p.id FROM products_product p
WHERE p.slug IS NOT NULL AND p.id = coalesce(
    (SELECT k.product_id FROM traceability_productcode k WHERE k.value = %s),
    (SELECT g.id FROM products_product g WHERE g.gtin = %s))
""",
    ("text", "text"),
)


def _moment(value: datetime | str | None) -> datetime | None:
    """Return `value` of a raw query as a moment; SQLite returns text in UTC."""
    moment = parse_datetime(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def look_up(code: Code, *, walks_up: bool = False) -> Found:
    """Find the lot of `code`, and its label if it has a serial.

    A code without a lot returns the newest lot, and the product's recalled lots. A lot's letters may be in
    lower case, and the code may be a former one. With `walks_up` an unknown lot is ignored; the result has
    `is_lot_unknown` then. An unknown serial, or one of another product or lot, never falls back to the
    genuine page: it raises NotFoundInBook. Raises NoLotYet for a product that was listed and has no lot at
    all, if no lot is named or with `walks_up`.
    """
    value = code.gtin or code.own_code
    if not code.serial:
        lot = (code.lot or "").upper()
        row = one_row(BY_LOT[connection.vendor], [value, lot, lot, lot])
        if row is None and code.lot and walks_up:
            try:
                return replace(look_up(replace(code, lot=None)), is_lot_unknown=True)
            except NoLotYet as missing:
                raise NoLotYet(missing.product_id, is_lot_unknown=True) from None
        if row is None and not code.lot and (product := one_row(BY_PRODUCT, [value, value])):
            raise NoLotYet(product[0], is_lot_unknown=False)
        if row is None:
            raise NotFoundInBook("lot" if code.lot else "code")
        return Found(
            lot_id=row[0],
            lot_code=row[1],
            page_version=row[2],
            product_id=row[3],
            facts_version=row[4],
            is_recalled=bool(row[5]) or bool(row[7] if code.lot else row[6]),
            names_lot=bool(code.lot),
            recalled_lots=() if code.lot else tuple(sorted(set((row[6] or "").split()))),
            labels_recall_id=row[7] if code.lot and not row[5] else None,
        )
    try:
        serial = codec().decode(code.serial)
    except MistypedSerial:
        raise NotFoundInBook("mistyped") from None
    except UnknownSerial:
        raise NotFoundInBook("serial") from None
    key = serial_key(serial.run, serial.counter)
    lot = (code.lot or "").upper()
    row = one_row(
        BY_SERIAL,
        [serial.counter, value, serial.counter, lot, key, serial.run, serial.key_version],
    )
    if (
        row is None
        or not row[9]
        or (lot and lot != row[1].upper() and not row[15])
        or not 1 <= serial.counter <= row[7]
    ):
        raise NotFoundInBook("serial")
    return Found(
        lot_id=row[0],
        lot_code=row[1],
        page_version=row[2],
        product_id=row[3],
        facts_version=row[4],
        is_recalled=bool(row[5]) or row[13] is not None,
        labels_recall_id=None if row[5] else row[13],
        serial_key=key,
        run_id=serial.run,
        is_ready=row[6] == RunState.READY,
        void_reason=row[8],
        scan_count=row[10] or 0,
        first_scanned_at=_moment(row[11]),
        busiest_day_devices=row[12] or 0,
        busiest_day_communes=row[14] or 0,
    )
