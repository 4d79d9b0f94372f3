"""Lots: open one with a quantity, correct it until it has labels, close it when it is sold out.

A lot's quantity is the declared one, or the sum of its harvests if that is larger
(traceability/events/actions).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.bulk import BATCH
from backend.common.dates import format_date
from backend.common.units import UNITS, parse_quantity, require_pieces
from backend.ledger.actions import Fact, append_entries, append_entry
from members.acting import Actor
from members.branches.enums import UnitKind
from members.models import Unit
from members.rules import require
from products.models import Producer, Product
from products.search.actions import mark_cards
from traceability.labels.enums import RunState
from traceability.lots.actions.consumption import used_amount_of
from traceability.lots.actions.lot_codes import (
    LotError,
    check_code,
    check_free,
    code_stem,
    keep_old_code,
    last_number,
    next_code,
)
from traceability.lots.enums import LotState
from traceability.lots.freshness import MOST_KEPT, freshness_of
from traceability.lots.rules import may_change_lot, may_close_lot, may_open_lot
from traceability.models import EventLot, LabelRun, Lot, Recall

CHANGEABLE = ("code", "quantity", "unit", "harvested_date", "produced_date", "expiry_date", "place")


class LotLocked(LotError):
    """The lot has labels: printed paper can't be changed any more."""

    status_code = 409


class LotRecalled(LotError):
    """The lot is recalled: buyers look for it by the code that the recall named."""

    status_code = 409


class LotClosed(LotError):
    """The lot is sold out or recalled; nothing can be added to it."""

    status_code = 409


@transaction.atomic
def open_lot(
    *,
    actor: Actor,
    product: Product,
    quantity: Decimal | str | int,
    unit: str,
    harvested_date: date | None = None,
    produced_date: date | None = None,
    expiry_date: date | None = None,
    place: Unit | None = None,
    code: str | None = None,
) -> Lot:
    """Open a lot of `product`.

    Without `code` one is generated that no other lot of the producer has. A given `code` must be new for this
    product only. Two lots opened at once never get the same code.

    Without an expiry date, it is the day of production, or else of harvest, plus the product's shelf life.
    The place defaults to the producer's commune. Raises NotAllowed, LotError, LotCodeTaken, QuantityError.
    """
    require(may_open_lot(actor.member, product))
    # Open one lot of a product at a time: this lock protects the sequence number in the code.
    product = (
        Product.objects.select_for_update(of=("self",), no_key=True)
        .select_related("producer")
        .get(pk=product.pk)
    )
    made_on = produced_date or harvested_date
    if expiry_date is None and made_on and product.shelf_life_days:
        expiry_date = made_on + timedelta(days=product.shelf_life_days)
    _check_dates(harvested_date, produced_date, expiry_date)
    if code and code.strip():
        code = check_code(code)
        check_free(product, code)
    else:
        code = next_code(product, made_on or timezone.localdate())
    lot = Lot.objects.create(
        product=product,
        code=code,
        quantity=require_pieces(parse_quantity(quantity), _check_unit(unit)),
        unit=unit,
        harvested_date=harvested_date,
        produced_date=produced_date,
        expiry_date=expiry_date,
        place_id=place.pk if place else product.producer.unit_id,
        created_by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
    )
    append_entry(
        kind="lot.opened",
        subject=f"lot:{lot.pk}",
        payload={"product": product.pk, "producer": str(product.producer.ref), **_described(lot)},
        **actor.ledger_refs(),
    )
    mark_cards([product.pk])
    return lot


@transaction.atomic
def change_lot(*, actor: Actor, lot: Lot, changes: Mapping[str, Any]) -> Lot:
    """Correct a lot that has no labels yet. `changes` has keys of CHANGEABLE; unchanged values are ignored.

    Raises NotAllowed, LotLocked, LotRecalled, LotError, LotCodeTaken, QuantityError.
    """
    if unknown := set(changes) - set(CHANGEABLE):
        raise TypeError(f"not fields of a lot that can be changed: {sorted(unknown)}")
    require(may_change_lot(actor.member, lot))
    if "code" in changes:
        Product.objects.select_for_update(of=("self",), no_key=True).get(pk=lot.product_id)
    lot = _locked(lot)
    wanted = dict(changes)
    if "quantity" in wanted:
        wanted["quantity"] = parse_quantity(wanted["quantity"])
    if "unit" in wanted:
        wanted["unit"] = _check_unit(wanted["unit"])
    if "code" in wanted:
        wanted["code"] = check_code(wanted["code"])
    wanted = {name: value for name, value in wanted.items() if getattr(lot, name) != value}
    if not wanted:
        return lot
    if wanted.keys() & {"quantity", "unit"}:
        require_pieces(wanted.get("quantity", lot.quantity), wanted.get("unit", lot.unit))
    if has_labels(lot):
        raise LotLocked(
            _("Lô này đã làm tem nên không sửa được nữa. Nếu tem ghi sai, chị huỷ tem rồi mở lô mới."),
            field=next(iter(wanted)),
            code="lot_locked",
        )
    gone = used_amount_of(lot) if wanted.keys() & {"quantity", "unit"} else Decimal(0)
    if wanted.get("quantity", lot.quantity) < gone or ("unit" in wanted and gone):
        raise LotLocked(
            _(
                "Lô này đã dùng, đóng thùng hoặc bán một phần, không sửa xuống ít hơn chỗ ấy, không đổi đơn vị được."
            ),
            field="quantity" if "quantity" in wanted else "unit",
            code="lot_used",
        )
    if "code" in wanted:
        _check_not_recalled(lot)
        check_free(lot.product, wanted["code"], but=lot)
        # A poster may carry the old code, even if there are no labels.
        keep_old_code(actor, lot, wanted["code"])
    before = _described(lot)
    for name, value in wanted.items():
        setattr(lot, name, value)
    _check_dates(lot.harvested_date, lot.produced_date, lot.expiry_date)
    _save(lot, *wanted)
    after = _described(lot)
    append_entry(
        kind="lot.changed",
        subject=f"lot:{lot.pk}",
        payload={
            "code": lot.code,
            "changes": {k: [before[k], after[k]] for k in after if before[k] != after[k]},
        },
        **actor.ledger_refs(),
    )
    return lot


@transaction.atomic
def place_lots(*, actor: Actor, producer: Producer) -> None:
    """Set the commune of `producer`, now known, on its lots that had only a province.

    Lots with labels, and lots that the actor may not change, stay unchanged.
    """
    lots = Lot.objects.filter(product__producer=producer, place__kind=UnitKind.PROVINCE).order_by("pk")
    for lot in lots.select_related("product__producer"):
        if not has_labels(lot) and may_change_lot(actor.member, lot):
            change_lot(actor=actor, lot=lot, changes={"place": producer.unit})


@transaction.atomic
def rename_lot(*, actor: Actor, lot: Lot, code: str) -> Lot:
    """Give a lot another code, also after its labels were printed.

    The old code keeps leading to the lot, and no other lot can get it. Renaming back is allowed; the same
    code changes nothing. A recalled lot can't be renamed. Raises NotAllowed, LotRecalled, LotError,
    LotCodeTaken.
    """
    require(may_change_lot(actor.member, lot))
    code = check_code(code)
    # Opening and renaming lots of a product run one at a time, so that a code is given once.
    Product.objects.select_for_update(of=("self",), no_key=True).get(pk=lot.product_id)
    lot = _locked(lot)
    if lot.code == code:
        return lot
    _check_not_recalled(lot)
    check_free(lot.product, code, but=lot)
    before = lot.code
    keep_old_code(actor, lot, code)
    lot.code = code
    _save(lot, "code")
    append_entry(
        kind="lot.renamed",
        subject=f"lot:{lot.pk}",
        payload={"code": code, "before": before},
        **actor.ledger_refs(),
    )
    return lot


def close_lot(*, actor: Actor, lot: Lot) -> Lot:
    """Close a sold-out lot: it accepts no more harvests, and its labels stay valid.

    Closing it again changes nothing.
    """
    return _set_state(actor, lot, LotState.CLOSED, "lot.closed")


def reopen_lot(*, actor: Actor, lot: Lot) -> Lot:
    return _set_state(actor, lot, LotState.OPEN, "lot.reopened")


@transaction.atomic
def keep_lot(*, actor: Actor, lot: Lot, until: date) -> Lot:
    """Set the last day of sale of fresh goods to `until`, as their producer answers; lots with labels, too.

    The same day again changes nothing. Raises NotAllowed, LotClosed, and LotError if the lot has an expiry
    date or doesn't go stale, or if `until` is not from today to MOST_KEPT days ahead.
    """
    require(may_change_lot(actor.member, lot))
    lot = _locked(lot)
    if not lot.is_open:
        raise LotClosed(_("Lô này đã hết. Chị mở lô mới."), field="lot", code="lot_closed")
    if freshness_of(lot) is None:
        raise LotError(
            _("Lô này không cần chọn ngày ngừng bán: hàng có hạn sử dụng, hoặc không phải hàng tươi."),
            field="until",
            code="lot_not_fresh",
        )
    today = timezone.localdate()
    if not today <= until <= today + timedelta(days=MOST_KEPT):
        raise LotError(
            _("Chị chọn một ngày từ hôm nay đến %(days)d ngày nữa.") % {"days": MOST_KEPT},
            field="until",
            code="lot_kept_range",
        )
    if lot.sold_until != until:
        lot.sold_until = until
        _save(lot, "sold_until")
        append_entry(
            kind="lot.kept",
            subject=f"lot:{lot.pk}",
            payload={"code": lot.code, "until": until.isoformat()},
            **actor.ledger_refs(),
        )
    return lot


@transaction.atomic
def set_first_quantity(
    *, actor: Actor, product: Product, quantity: Decimal | str | int | None, unit: str
) -> Lot | None:
    """Set the quantity from the product's form: open the first lot, or correct it.

    Return that lot; None if `quantity` is None. Raises the errors of open_lot and change_lot, such as
    LotLocked if the lot has labels.
    """
    if quantity is None:
        return None
    first = product.lots.order_by("created_at", "pk").first()
    if first is None:
        return open_lot(actor=actor, product=product, quantity=quantity, unit=unit)
    return change_lot(actor=actor, lot=first, changes={"quantity": quantity, "unit": unit})


def open_first_lots(*, actor: Actor, amounts: Sequence[tuple[Product, Decimal, str]]) -> list[Lot]:
    """Open the first lot of each of many new products, as open_lot does, in a few statements.

    `amounts` holds the product with its producer, the quantity and the unit code. Call only for products made
    in the same transaction: nobody else can open a lot of them meanwhile. Raises NotAllowed, LotError.
    """
    today = timezone.localdate()
    for producer_id in {product.producer_id for product, _quantity, _unit in amounts}:
        one = next(product for product, _quantity, _unit in amounts if product.producer_id == producer_id)
        require(may_open_lot(actor.member, one))
    last: dict[tuple[int, str], int] = {}

    def made_code(product: Product) -> str:
        key = (product.producer_id, code_stem(product.name, today))
        last[key] = (last[key] if key in last else last_number(*key)) + 1
        return f"{key[1]}{last[key]}"

    lots = Lot.objects.bulk_create(
        [
            Lot(
                product=product,
                code=made_code(product),
                quantity=require_pieces(quantity, _check_unit(unit)),
                unit=unit,
                place_id=product.producer.unit_id,
                created_by=actor.by,
                on_behalf_of=actor.member if actor.is_helping else None,
            )
            for product, quantity, unit in amounts
        ],
        batch_size=BATCH,
    )
    append_entries(
        Fact(
            "lot.opened",
            f"lot:{lot.pk}",
            {"product": lot.product_id, "producer": str(lot.product.producer.ref), **_described(lot)},
            **actor.ledger_refs(),
        )
        for lot in lots
    )
    mark_cards(lot.product_id for lot in lots)
    return lots


def first_quantity(*, product: Product) -> tuple[Decimal, str] | None:
    """Return quantity and unit code of the product's first lot, or None if it has none."""
    return product.lots.order_by("created_at", "pk").values_list("quantity", "unit").first()


def first_quantities(*, products: Collection[int]) -> dict[int, tuple[Decimal, str] | None]:
    """Return {product id: (quantity, unit code) of its one lot, or None if it has no lot}.

    Products with several lots are left out, and so are products whose one lot is closed or has labels.
    """
    found: dict[int, tuple[Decimal, str] | None] = dict.fromkeys(products)
    with_lot: set[int] = set()
    labelled = Exists(LabelRun.objects.filter(lot=OuterRef("pk")))
    rows = Lot.objects.filter(product__in=products).annotate(is_labelled=labelled).order_by()
    for pk, amount, unit, state, is_labelled in rows.values_list(
        "product_id", "quantity", "unit", "state", "is_labelled"
    ):
        if pk in with_lot or state != LotState.OPEN or is_labelled:
            found.pop(pk, None)
        else:
            found[pk] = amount, unit
        with_lot.add(pk)
    return found


def used_lots_of(*, products: Collection[int]) -> set[int]:
    """Return those of `products` (ids) whose lots are in use.

    That means several lots, a closed lot, or a lot with events, labels, used or packed amounts.
    """
    lots = Lot.objects.filter(product__in=products).order_by()
    events, runs = EventLot.objects.filter(lot=OuterRef("pk")), LabelRun.objects.filter(lot=OuterRef("pk"))
    used = lots.filter(
        Q(used__gt=0) | Q(packed__gt=0) | ~Q(state=LotState.OPEN) | Exists(events) | Exists(runs)
    )
    several = lots.values("product_id").annotate(count=Count("pk")).filter(count__gt=1)
    return {*used.values_list("product_id", flat=True), *several.values_list("product_id", flat=True)}


def has_labels(lot: Lot) -> bool:
    """Return whether a label run of the lot is requested, running or done: printed text can't be changed."""
    return LabelRun.objects.filter(lot=lot).exclude(state__in=[RunState.FAILED, RunState.CANCELLED]).exists()


@transaction.atomic
def close_emptied_lot(*, actor: Actor, lot: Lot) -> Lot:
    """Close a lot as the consequence of another act of `actor`, who needs no right to close lots."""
    return _change_state(actor, lot, LotState.CLOSED, "lot.closed")


def _set_state(actor: Actor, lot: Lot, state: LotState, kind: str) -> Lot:
    require(may_close_lot(actor.member, lot))
    return _change_state(actor, lot, state, kind)


def _change_state(actor: Actor, lot: Lot, state: LotState, kind: str) -> Lot:
    lot = _locked(lot)
    if lot.state != state:
        lot.state = state
        _save(lot, "state")
        append_entry(kind=kind, subject=f"lot:{lot.pk}", payload={"code": lot.code}, **actor.ledger_refs())
    return lot


def _locked(lot: Lot) -> Lot:
    return (
        Lot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("product__producer")
        .get(pk=lot.pk)
    )


def _check_not_recalled(lot: Lot) -> None:
    # Query under the lot's lock, which a recall takes too.
    recall = Recall.objects.touching(lot).select_related("lot").first()
    if recall is not None:
        raise LotRecalled(
            _(
                "Lô này đang bị thu hồi (lô %(lot)s, từ ngày %(day)s), người mua tìm theo mã đã báo. Thu hồi xong chị mới đổi mã."
            )
            % {"lot": recall.lot.code, "day": format_date(timezone.localdate(recall.started_at))},
            field="code",
            code="lot_recalled",
        )


def _save(lot: Lot, *fields: str) -> None:
    lot.page_version = F("page_version") + 1
    lot.save(update_fields=[*fields, "page_version"])
    lot.refresh_from_db(fields=["page_version"])
    mark_cards([lot.product_id])


def _check_unit(unit: str) -> str:
    if unit not in UNITS:
        raise LotError(_("Chị chọn đơn vị tính."), field="unit", code="lot_unit")
    return unit


def _check_dates(harvested: date | None, produced: date | None, expiry: date | None) -> None:
    today = timezone.localdate()
    for field, day in (("harvested_date", harvested), ("produced_date", produced)):
        if day and day > today:
            raise LotError(_("Ngày này chưa đến. Chị xem lại."), field=field, code="lot_date_future")
    if harvested and produced and produced < harvested:
        raise LotError(
            _("Ngày sản xuất không thể trước ngày thu hoạch."), field="produced_date", code="lot_date_order"
        )
    made = produced or harvested
    if made and expiry and expiry < made:
        raise LotError(
            _("Hạn sử dụng không thể trước ngày làm ra."), field="expiry_date", code="lot_expiry_order"
        )


def _described(lot: Lot) -> dict[str, str | int | None]:
    """Return the facts of a lot as JSON for the ledger: days and quantities as text."""
    days = {
        name: day.isoformat() if (day := getattr(lot, name)) else None
        for name in ("harvested_date", "produced_date", "expiry_date")
    }
    quantity = f"{lot.quantity.normalize():f}"
    return {"code": lot.code, "quantity": quantity, "unit": lot.unit, "place": lot.place_id, **days}
