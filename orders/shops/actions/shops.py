"""Change what a producer sells and how: offers, delivery, bank account, rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.formulas import LIVE_NAME, is_live
from backend.common.money import parse_dong
from backend.common.units import UNITS, Kind, format_quantity, is_whole_enough, unit_name
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from orders.errors import NotAllowed, OrderError
from orders.models import Offer, Order, PriceBreak, Shop
from orders.orders.enums import OrderState
from orders.orders.stock import converted
from orders.payments.ways.transfer.banks import BANKS
from orders.reviews.watched_words import refuse_watched
from orders.shops import rules
from orders.shops.areas import MAX_POINTS
from products.legal.goods import SEASONAL
from products.models import Producer, Product
from products.search.actions import mark_cards, refresh_card
from traceability.lots.packs import pack_content
from traceability.models import Lot

MAX_BREAKS = 5
MAX_OFFERS = 12
MAX_NAMED = 5
MAX_REST_DAYS = 366


def check_may_sell(actor: Actor, producer: Producer) -> None:
    """Raise NotAllowed if the actor may not sell for `producer`."""
    if not rules.may_sell(actor.member, producer):
        raise NotAllowed(_("Chị không bán hàng của nơi sản xuất này."))


@transaction.atomic
def save_offer(
    *,
    actor: Actor,
    product: Product,
    label: str,
    content: Decimal,
    unit: str,
    price: int,
    min_count: int = 1,
    is_weighed: bool = False,
    is_by_amount: bool = False,
    ready_date: dt.date | None = None,
    promised: Decimal | None = None,
    season_months: Iterable[int] = (),
    breaks: Mapping[int, int] | None = None,
    offer: Offer | None = None,
) -> Offer:
    """Create an offer of `product`, or change `offer`: pieces of `content` `unit` at `price` đồng each.

    Args:
        is_by_amount: a piece is a step of `content`, and `price` is the price of one step.
        is_weighed: the goods are weighed at packing; less weight costs less.
        ready_date, promised: of a pre-order, the day of the harvest and the most to be ordered, in `unit`.
        season_months: months of sale (1 to 12); none or all of them mean the whole year.
        breaks: {number of pieces: price per piece from there on}; prices fall.

    A closed `offer` is opened again. Earlier orders don't change. Raises OrderError at the field, NotAllowed.
    """
    product = Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    check_may_sell(actor, product.producer)
    if unit not in UNITS:
        raise OrderError(_("Chị chọn đơn vị."), field="unit", code="unit_unknown")
    # An offer whose lots are all gone may still change its price.
    if offer is None or offer.unit != unit:
        _check_unit_fits(product, unit)
    label = unit_name(unit) if is_by_amount else " ".join(label.split())
    if is_live(label):
        raise OrderError(str(LIVE_NAME), field="label", code="formula")
    if not label:
        raise OrderError(_("Chị ghi bán theo gì, ví dụ: túi 500 g."), field="label", code="label_empty")
    refuse_watched("label", label)
    if content <= 0:
        raise OrderError(_("Số lượng phải lớn hơn 0."), field="content", code="content_positive")
    for name, amount in (("content", content), ("promised", promised)):
        if amount is not None and not is_whole_enough(amount, unit):
            raise OrderError(
                _("%(unit)s đếm theo cái: chị ghi số nguyên, không có phần lẻ.")
                % {"unit": unit_name(unit).capitalize()},
                field=name,
                code="pieces_whole",
            )
    _check_price(price, "price")
    if not 1 <= min_count <= 10_000:
        raise OrderError(_("Mua ít nhất từ 1 đến 10.000 phần."), field="min_count", code="min_count")
    _check_preorder(ready_date, promised)
    months = cleaned_months(season_months)
    steps = _checked_breaks(price, breaks or {})
    if is_by_amount:
        _check_whole_dong(price, steps, content, unit)
    _check_not_twin(
        Offer(
            pk=offer.pk if offer else None,
            product=product,
            label=label,
            content=content,
            unit=unit,
            price=price,
            min_count=min_count,
            is_weighed=is_weighed,
            is_by_amount=is_by_amount,
            ready_date=ready_date,
            season_months=months,
        )
    )
    if offer is None:
        if product.offers.filter(is_open=True).count() >= MAX_OFFERS:
            raise OrderError(_("Một sản phẩm có nhiều nhất 12 cách bán."), field="label", code="offers_many")
        offer = Offer(product=product)
    elif offer.product_id != product.pk:
        raise NotAllowed(_("Chị không bán hàng của nơi sản xuất này."))
    elif not converted(Decimal(1), offer.unit, unit):
        _check_preordered(offer)
    offer.label, offer.content, offer.unit, offer.price = label, content, unit, price
    offer.min_count, offer.is_weighed, offer.is_by_amount = min_count, is_weighed, is_by_amount
    offer.ready_date, offer.promised, offer.is_open = ready_date, promised, True
    offer.season_months = months
    offer.save()
    gone = list(offer.breaks.all())
    offer.breaks.all().delete()
    PriceBreak.objects.bulk_create(
        PriceBreak(offer=offer, from_count=count, price=amount) for count, amount in steps
    )
    _append_offer_entry(
        actor,
        "offer.saved",
        offer,
        {
            "content": str(content),
            "unit": unit,
            "price": price,
            "breaks": {str(count): amount for count, amount in steps},
            **({"season_months": months} if months else {}),
        },
        gone,
    )
    refresh_card(product=product)
    mark_cards([product.pk])
    return offer


def _check_not_twin(offer: Offer) -> None:
    """Raise OrderError if the product has a twin of `offer` (_twin_of)."""
    if twin := _twin_of(offer):
        raise OrderError(
            _("Chị đang bán đúng như thế rồi: %(price)s. Chị đổi giá, đổi cỡ, hoặc sửa cách bán cũ.")
            % {"price": twin.price_words()},
            field="price",
            code="offer_twin",
        )


def _twin_of(offer: Offer) -> Offer | None:
    """Return another open offer of the product that sells as much in the same way at the same price."""
    same = offer.product.offers.exclude(pk=offer.pk).filter(
        is_open=True,
        price=offer.price,
        min_count=offer.min_count,
        is_weighed=offer.is_weighed,
        is_by_amount=offer.is_by_amount,
        ready_date=offer.ready_date,
    )
    for other in same.order_by("pk"):
        if other.season_months == offer.season_months and offer.content == converted(
            other.content, other.unit, offer.unit
        ):
            return other
    return None


def _check_preorder(ready_date: dt.date | None, promised: Decimal | None) -> None:
    """Raise OrderError unless a pre-order has both a day after today and an amount above 0, or neither."""
    if (ready_date is None) != (promised is None):
        raise OrderError(
            _("Nhận đặt trước thì chị ghi cả ngày có hàng và nhận nhiều nhất bao nhiêu."),
            field="promised" if promised is None else "ready_date",
            code="preorder_half",
        )
    if promised is not None and promised <= 0:
        raise OrderError(_("Số lượng phải lớn hơn 0."), field="promised", code="promised_positive")
    if ready_date is not None and ready_date <= timezone.localdate():
        raise OrderError(_("Ngày có hàng phải sau hôm nay."), field="ready_date", code="ready_date_past")


def _check_whole_dong(price: int, steps: list[tuple[int, int]], content: Decimal, unit: str) -> None:
    """Raise OrderError if one `unit` would cost a fraction of a đồng, at `price` or one of `steps`."""
    for field, dong in (("price", price), *(("breaks", each) for _count, each in steps)):
        if dong / content != int(dong / content):
            raise OrderError(
                _("Giá một %(unit)s phải tròn đồng.") % {"unit": unit_name(unit)},
                field=field,
                code="price_uneven",
            )


def _check_preordered(offer: Offer) -> None:
    """Raise OrderError if unpacked pre-orders use the offer's old unit.

    Kilograms don't convert to packs: neither the promised amount nor the lots to pack from could be counted.
    """
    waiting = Order.objects.filter(
        state__in=[OrderState.PLACED, OrderState.CONFIRMED], lines__offer=offer, lines__is_preorder=True
    )
    numbers = list(waiting.order_by("pk").values_list("number", flat=True).distinct()[: MAX_NAMED + 1])
    if numbers:
        orders = ", ".join(numbers[:MAX_NAMED]) + (", …" if len(numbers) > MAX_NAMED else "")
        raise OrderError(
            _(
                "Đơn đặt trước %(orders)s chưa đóng gói, tính bằng %(unit)s. Chị đóng gói xong rồi đổi đơn vị, hoặc thêm cách bán khác."
            )
            % {"orders": orders, "unit": unit_name(offer.unit)},
            field="unit",
            code="unit_preordered",
        )


def _units_at_hand(product: Product) -> set[str]:
    return set(
        Lot.objects.filter(product=product, state="open").order_by().values_list("unit", flat=True).distinct()
    )


def _check_unit_fits(product: Product, unit: str) -> None:
    """Raise OrderError if no lot converts to `unit`, because such an offer would never have stock.

    Without open lots, the unit of the product's record decides.
    """
    at_hand = _units_at_hand(product)
    known = at_hand or {product.unit}
    if any(converted(Decimal(1), each, unit) for each in known) or not (known & UNITS.keys()):
        return
    if not at_hand and (product.net_content or UNITS[unit].kind == UNITS[product.unit].kind):
        return
    values = {
        "name": product.name,
        "units": ", ".join(sorted(unit_name(code) for code in known)),
        "unit": unit_name(unit),
    }
    # The content of a pack is known: the offer can state it in the unit of the lots.
    for base in ("kg", "l"):
        held = pack_content(product.net_content, UNITS[base].kind) if UNITS[unit].kind == Kind.COUNT else None
        if held and any(converted(Decimal(1), each, base) for each in known):
            values["held"] = format_quantity(held, base)
            raise OrderError(
                _(
                    "Lô đang mở của %(name)s tính bằng %(units)s: chị giữ tên “%(unit)s”, ghi mỗi “%(unit)s” có %(held)s."
                )
                % values,
                field="unit",
                code="unit_unfit",
            )
    raise OrderError(
        _("%(name)s tính bằng %(units)s, không bán theo %(unit)s được.") % values,
        field="unit",
        code="unit_unfit",
    )


@transaction.atomic
def close_offer(*, actor: Actor, offer: Offer) -> Offer:
    """Take an offer off sale; orders continue. A repeated call changes nothing. Raises NotAllowed."""
    offer = Offer.objects.select_for_update(of=("self",)).select_related("product__producer").get(pk=offer.pk)
    check_may_sell(actor, offer.product.producer)
    if offer.is_open:
        offer.is_open = False
        offer.save(update_fields=["is_open"])
        _append_offer_entry(actor, "offer.closed", offer, {})
        refresh_card(product=offer.product)
        mark_cards([offer.product_id])
    return offer


@transaction.atomic
def offer_at_listing(*, actor: Actor, product: Product) -> bool:
    """Make the price in the product's record its first offer, so that a listed product can be ordered.

    Return whether the product is on sale now. It is not while its producer's goods aren't public, or before the
    answer to the delivery question (Shop.delivery_answered_at). It is not if the product has no price, or no lot in a
    unit that converts to the price's unit.
    """
    if not product.offers.exists():
        lot = product.lots.order_by("created_at", "pk").first()
        units = _units_at_hand(product) or ({lot.unit} if lot else set())
        if not product.price or not any(converted(Decimal(1), each, product.unit) for each in units):
            return False
        save_offer(
            actor=actor,
            product=product,
            label=unit_name(product.unit),
            content=Decimal(1),
            unit=product.unit,
            price=product.price,
            season_months=first_months(product),
        )
    return (
        product.producer.shows_goods
        and shop_of(product.producer).has_answered_delivery
        and product.offers.filter(is_open=True).exists()
    )


@transaction.atomic
def follow_price(*, actor: Actor, product: Product, before: int | None) -> None:
    """Set the new price of the product's record for open offers that have its old price `before`.

    Only offers of one unit of the product follow. Their quantity breaks that are not cheaper than the new
    price are deleted. An offer that would become the twin of another open offer is closed instead.
    """
    if before is None:
        return
    rows = product.offers.filter(is_open=True, price=before, content=1, unit=product.unit, is_by_amount=False)
    for offer in rows.prefetch_related("breaks").order_by("pk"):
        if product.price:
            offer.price = product.price
            if _twin_of(offer):
                offer.price = before  # the entry states the row
                close_offer(actor=actor, offer=offer)
                continue
            offer.save(update_fields=["price"])
            dear = offer.breaks.filter(price__gte=product.price)
            gone = list(dear)
            dear.delete()
            _append_offer_entry(actor, "offer.saved", offer, {"price": product.price}, gone)


def shop_of(producer: Producer) -> Shop:
    """Return the producer's shop, or an unsaved one with defaults."""
    return Shop.objects.filter(producer=producer).first() or Shop(producer=producer)


def checked_words(field: str, text: str) -> str:
    """Return a seller's text, at most 200 characters. Raises OrderError at `field` if it claims what it may not."""
    refuse_watched(field, text)
    return text.strip()[:200]


def checked_points(pickup_words: str, *, is_needed: bool) -> str:
    """Return the pickup places, one per line without extra spaces. Raises OrderError at "pickup_words"."""
    points = [" ".join(line.split()) for line in pickup_words.splitlines() if line.strip()]
    if len(points) > MAX_POINTS or any(len(point) > 200 for point in points):
        raise OrderError(
            _("Nhiều nhất 5 chỗ lấy hàng, mỗi dòng một chỗ, không quá 200 chữ."),
            field="pickup_words",
            code="pickup_many",
        )
    if is_needed and not points:
        raise OrderError(
            _("Chị ghi người mua đến đâu, lúc nào để lấy hàng."), field="pickup_words", code="pickup_empty"
        )
    refuse_watched("pickup_words", pickup_words)
    return "\n".join(points)[:600]


@transaction.atomic
def set_account(*, actor: Actor, producer: Producer, bank: str, account: str, holder: str = "") -> Shop:
    """Set the bank account that buyers pay into; empty `bank` and `account` remove it.

    Only the producer's own people may. The ledger records the change, its actor and time, and a pin of the account, but not the number.
    Raises OrderError at the field, NotAllowed.
    """
    if not rules.may_set_account(actor.member, producer):
        raise NotAllowed(_("Chỉ người của nơi sản xuất ghi được tài khoản nhận tiền."))
    account = "".join(account.split())
    if bool(bank) != bool(account):
        raise OrderError(
            _("Chị ghi cả ngân hàng và số tài khoản."),
            field="account" if bank else "bank",
            code="account_half",
        )
    if account and not (account.isascii() and account.isalnum() and len(account) <= 19):
        raise OrderError(_("Số tài khoản có 1 đến 19 chữ hoặc số."), field="account", code="account")
    if bank and bank not in BANKS:
        raise OrderError(_("Chị chọn ngân hàng trong danh sách."), field="bank", code="bank_unknown")
    shop = locked_shop(producer)
    if not account and shop.has_answered_delivery and not shop.takes_cash:
        raise OrderError(
            _("Chị chọn nhận tiền mặt trước, rồi mới bỏ tài khoản: người mua cần một cách trả tiền."),
            field="account",
            code="no_payment",
        )
    shop.bank, shop.account, shop.holder = bank, account, " ".join(holder.split())[:60]
    shop.save()
    write_shop(actor, "shop.account", producer, {"is_set": bool(account)}, shop)
    return shop


@transaction.atomic
def pause_shop(*, actor: Actor, producer: Producer, until: dt.date | None) -> Shop:
    """Pause sales until the end of the day `until`; None resumes them at once.

    Raises OrderError, NotAllowed.
    """
    check_may_sell(actor, producer)
    today = timezone.localdate()
    if until is not None and not today <= until <= today + dt.timedelta(days=MAX_REST_DAYS):
        raise OrderError(
            _("Chị chọn một ngày từ hôm nay đến một năm sau."), field="until", code="rest_out_of_range"
        )
    shop = locked_shop(producer)
    if shop.paused_until != until:
        shop.paused_until = until
        shop.save()
        write_shop(actor, "shop.paused", producer, {"until": until.isoformat() if until else None}, shop)
    return shop


def locked_shop(producer: Producer) -> Shop:
    """Lock the producer against other changes and return its shop."""
    Producer.objects.select_for_update(no_key=True).get(pk=producer.pk)
    return shop_of(producer)


def first_months(product: Product) -> list[int]:
    """Return the months of sale of the product's first offer: the product's own for fresh and living goods.

    Others may name the months in which they are made, and are sold the whole year.
    """
    return cleaned_months(product.season_months) if product.ocop_set in SEASONAL else []


def cleaned_months(months: Iterable[int]) -> list[int]:
    """Return the months sorted, each once; all twelve give an empty list. Raises OrderError."""
    found = sorted(set(months))
    if any(not 1 <= month <= 12 for month in found):
        raise OrderError(_("Tháng từ 1 đến 12."), field="season_months", code="months")
    return [] if len(found) == 12 else found


def _check_price(price: int, field: str) -> None:
    try:
        parse_dong(price)
    except DomainError as error:
        raise OrderError(error.message, field=field, code=error.code) from error


def _checked_breaks(price: int, breaks: Mapping[int, int]) -> list[tuple[int, int]]:
    steps = sorted(breaks.items())
    if len(steps) > MAX_BREAKS:
        raise OrderError(_("Nhiều nhất 5 mức giá mua nhiều."), field="breaks", code="breaks_many")
    before = price
    for count, amount in steps:
        if count < 2:
            raise OrderError(_("Mua nhiều là từ 2 phần trở lên."), field="breaks", code="break_count")
        _check_price(amount, "breaks")
        if amount >= before:
            raise OrderError(_("Mua nhiều hơn thì giá phải rẻ hơn."), field="breaks", code="break_price")
        before = amount
    return steps


def _append_offer_entry(
    actor: Actor, kind: str, offer: Offer, payload: dict[str, object], gone: Iterable[PriceBreak] = ()
) -> None:
    """Append an entry of `kind` that states the offer and its quantity breaks; `gone` were deleted."""
    payload = {"offer": offer.pk, **payload, **states(offer, *offer.breaks.order_by("pk"), gone=gone)}
    append_entry(kind=kind, subject=f"product:{offer.product_id}", payload=payload, **actor.ledger_refs())


def write_shop(
    actor: Actor,
    kind: str,
    producer: Producer,
    payload: dict[str, object],
    *rows: Model,
    gone: Iterable[Model] = (),
) -> None:
    """Append an entry about a shop, which states the changed `rows` and the deleted ones, `gone`."""
    payload = {**payload, **states(*rows, gone=gone)}
    append_entry(kind=kind, subject=f"producer:{producer.ref}", payload=payload, **actor.ledger_refs())
