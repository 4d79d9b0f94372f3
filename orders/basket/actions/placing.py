"""Place orders from a basket: one for each producer, as one purchase, or none at all."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.codes import LETTERS
from backend.common.money import MAX_DONG, dong_words, format_dong
from backend.common.text import filled
from backend.common.units import format_quantity
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.models import Unit
from orders.basket.actions.wishes import Buyer, Wish, check_at_place, check_ways, checked_buyer
from orders.errors import NotAllowed, OrderError, PhoneUnproven, PriceChanged, SoldOut, WrongState
from orders.models import Offer, Order, OrderLine, OrderStep, Purchase, Shop
from orders.orders import rules
from orders.orders.actions.stepping import advance, lock_products
from orders.orders.enums import Channel, StepKind
from orders.orders.news import notify_guest_of_placing, notify_sellers, words_of
from orders.orders.stock import Stock, held_unproven, stock_of
from orders.shops import areas
from orders.shops.enums import Delivery
from products.models import Producer
from products.products.adults import is_for_adults
from products.search.actions import mark_cards
from traceability.lots.actions.locking import lock_lots
from traceability.models import Lot

MAX_COUNT = 10_000
MAX_LINES = 40


@transaction.atomic
def place_orders(*, buyer: Buyer, wishes: Mapping[int, Wish], actor: Actor | None = None) -> Purchase:
    """Place the orders of `wishes`, {producer id: Wish}: all of them, or none.

    Without `actor`, the buyer ordered on the page. With one, the seller wrote down an order by telephone,
    which also confirms it. The goods are held from this commit on, also with many buyers at once. A guest gets one SMS with
    the link for all orders of the purchase, or one that follows (orders.orders.news); notify_buyer_of_step lists the others.

    Raises:
        OrderError: at the field ("offer-7", "phone", "delivery-3").
        SoldOut, PriceChanged, NotAllowed.
        PhoneUnproven: last, if all else is valid; for cash on delivery, or if unproven numbers would hold
            more by transfer than remains.
    """
    buyer, unit = checked_buyer(buyer, wishes)
    counts = {offer_id: count for wish in wishes.values() for offer_id, count in wish.counts.items()}
    if not counts:
        raise OrderError(_("Giỏ hàng đang trống."), code="basket_empty")
    if len(counts) > MAX_LINES:
        raise OrderError(_("Một lần đặt nhiều nhất 40 mặt hàng."), code="basket_large")
    offers = _locked_offers(counts, wishes, actor)
    if not buyer.is_adult and any(is_for_adults(offer.product) for offer in offers.values()):
        raise OrderError(
            _("Rượu bia chỉ bán cho người từ đủ 18 tuổi. Xin xác nhận tuổi."),
            field="is_adult",
            code="adults_only",
        )
    stock = stock_of({offer.product_id for offer in offers.values()})
    purchase = Purchase.objects.create(user=buyer.account.member if buyer.account else None)
    producers = Producer.objects.in_bulk(wishes)
    shops = {
        shop.producer_id: shop
        for shop in Shop.objects.filter(producer__in=producers).prefetch_related("areas")
    }
    for producer_id, wish in wishes.items():
        if not wish.counts:
            raise OrderError(_("Giỏ hàng đang trống."), code="basket_empty")
        producer = producers[producer_id]
        shop = shops.get(producer_id) or Shop()
        shop.producer = producer
        at_place = any(offers[offer_id].is_at_place for offer_id in wish.counts)
        points = areas.points_of(shop, at_place=at_place)
        if at_place:
            check_at_place(producer, wish, buyer)
        check_ways(producer, shop, wish, unit, points, is_written_down=actor is not None)
        lines = []
        for offer_id, count in wish.counts.items():
            offer = offers[offer_id]
            lines.append(_line(offer, count, wish))
            left, wanted = stock[offer.product_id].of(offer), offer.content * count
            if offer.back_month is not None:
                raise SoldOut(
                    _("%(name)s hết mùa, có lại từ tháng %(month)s.")
                    % {"name": offer.product.shown_name, "month": offer.back_month},
                    field=f"offer-{offer_id}",
                    code="out_of_season",
                )
            if wanted > left:
                raise SoldOut(
                    _("%(name)s chỉ còn %(left)s.")
                    % {"name": offer.product.shown_name, "left": format_quantity(left, offer.unit)}
                    if left
                    else _("%(name)s vừa hết hàng.") % {"name": offer.product.shown_name},
                    field=f"offer-{offer_id}",
                    code="sold_out",
                )
            # The next line may be the same product in another size.
            held = stock[offer.product_id]
            if offer.ready_date is None:
                held.held[offer.unit] += wanted
            else:
                held.preordered[offer.pk] += wanted
        _place(buyer, unit, purchase, producer, shop, wish, points, lines, actor)
    mark_cards(stock)
    pays_later = any(wish.way.needs_proven_number for wish in wishes.values())
    if actor is None and pays_later and not buyer.has_proven:
        raise PhoneUnproven(
            _("Trả tiền khi nhận hàng thì số điện thoại phải xác nhận bằng mã trước."),
            field="phone",
            code="phone_unproven",
        )
    limited = [pk for wish in wishes.values() if wish.way.limits_unproven for pk in wish.counts]
    if actor is None and limited and not buyer.has_proven:
        _check_share([offers[pk] for pk in limited], stock)
    if actor is None:
        notify_guest_of_placing(purchase, buyer.network)
    return purchase


def _locked_offers(
    counts: Mapping[int, int], wishes: Mapping[int, Wish], actor: Actor | None
) -> dict[int, Offer]:
    """Return the offers of `wishes`, {id: Offer}. Lock their products, after the products' open lots.

    Raises:
        OrderError: an offer isn't on sale or belongs to another producer, or its count is wrong.
        WrongState: the producer didn't answer the delivery question.
        NotAllowed: `actor` doesn't run the producer.
    """
    products = sorted(
        set(Offer.objects.filter(pk__in=counts).order_by().values_list("product_id", flat=True))
    )
    lock_lots(Lot.objects.filter(product__in=products, state="open").values_list("pk", flat=True))
    lock_products(products)
    offers = Offer.objects.on_sale().select_related("product__producer").prefetch_related("breaks")
    found = {offer.pk: offer for offer in offers.filter(pk__in=counts)}
    for producer_id, wish in wishes.items():
        for offer_id, count in wish.counts.items():
            offer = found.get(offer_id)
            if offer is None and Offer.objects.without_delivery_answer().filter(pk=offer_id).exists():
                raise WrongState(
                    _("Nơi sản xuất chưa nhận đặt hàng trên Piêu. Bạn gọi hoặc nhắn để mua."),
                    field=f"offer-{offer_id}",
                    code="delivery_unanswered",
                )
            if offer is None or offer.product.producer_id != producer_id:
                raise OrderError(
                    _("Mặt hàng này không còn bán. Bạn bỏ ra khỏi giỏ rồi đặt lại."),
                    field=f"offer-{offer_id}",
                    code="offer_gone",
                )
            if actor is not None and not rules.may_take_order(actor.member, offer.product.producer):
                raise NotAllowed(_("Chị không bán hàng của nơi sản xuất này."))
            if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MAX_COUNT:
                raise OrderError(
                    _("Ghi số nguyên từ 1 đến 10.000, ví dụ 2."),
                    field=f"offer-{offer_id}",
                    code="count_out_of_range",
                )
            if count < offer.min_count:
                raise OrderError(
                    _("Mua ít nhất %(amount)s.") % {"amount": offer.least_words},
                    field=f"offer-{offer_id}",
                    code="count_below_minimum",
                )
    return found


def _check_share(offers: list[Offer], stock: Mapping[int, Stock]) -> None:
    """Raise PhoneUnproven if unproven numbers would hold more in unanswered orders than remains.

    `stock` already counts this order.
    """
    held = held_unproven(stock)
    for offer in offers:
        known = held[offer.product_id]
        amount = known.preordered[offer.pk] if offer.ready_date is not None else known.held_in(offer.unit)
        if amount > stock[offer.product_id].of(offer):
            raise PhoneUnproven(
                _("%(name)s còn ít: đặt tiếp thì số điện thoại phải xác nhận bằng mã trước.")
                % {"name": offer.product.shown_name},
                field="phone",
                code="phone_unproven",
            )


def _line(offer: Offer, count: int, wish: Wish) -> OrderLine:
    price = offer.price_for(count)
    if offer.pk in wish.expected_prices and wish.expected_prices[offer.pk] != price:
        raise PriceChanged(
            _("Giá vừa đổi thành %(price)s. Bạn xem lại rồi đặt.") % {"price": offer.price_words(price)},
            field=f"offer-{offer.pk}",
            code="price_changed",
        )
    amount = price * count
    if amount > MAX_DONG:
        raise OrderError(
            _("Đơn lớn quá. Bạn gọi cho nơi sản xuất để đặt."), field=f"offer-{offer.pk}", code="amount_large"
        )
    return OrderLine(
        offer=offer,
        product=offer.product,
        scanned_lot_id=wish.leads.get(offer.pk),
        name=offer.product.name,
        label=offer.label,
        unit=offer.unit,
        count=count,
        step=offer.content if offer.is_by_amount else None,
        quantity=offer.content * count,
        price=price,
        amount=amount,
        is_weighed=offer.is_weighed,
        is_preorder=offer.ready_date is not None,
        ready_date=offer.ready_date,
    )


def _place(
    buyer: Buyer,
    unit: Unit | None,
    purchase: Purchase,
    producer: Producer,
    shop: Shop,
    wish: Wish,
    points: list[str],
    lines: list[OrderLine],
    actor: Actor | None,
) -> Order:
    who = actor or buyer.account
    goods = sum(line.amount for line in lines)
    is_agreed = wish.agreed_fee is not None and wish.delivery == Delivery.SHIP
    fee = areas.fee_for(shop, wish.delivery, goods, unit) if not is_agreed else wish.agreed_fee or 0
    if wish.expected_fee is not None and wish.expected_fee != fee:
        raise PriceChanged(
            _("Phí giao đến nơi này là %(fee)s. Bạn xem lại rồi đặt.") % {"fee": dong_words(fee)},
            field=f"delivery-{producer.pk}",
            code="fee_changed",
        )
    now = timezone.now()
    order = Order.objects.create(
        number=_new_number(),
        purchase=purchase,
        producer=producer,
        channel=Channel.TELEPHONE if actor else Channel.PAGE,
        delivery=wish.delivery,
        payment=wish.payment,
        buyer_name=buyer.name,
        buyer_phone=buyer.phone,
        phone_proven=actor is None and buyer.has_proven,
        buyer_place=buyer.place if wish.delivery == Delivery.SHIP else "",
        place_unit=unit if wish.delivery == Delivery.SHIP else None,
        pickup_words=(wish.point or next(iter(points), ""))[:200] if wish.delivery == Delivery.PICKUP else "",
        buyer_landmark=buyer.landmark if wish.delivery == Delivery.SHIP else "",
        buyer_note=buyer.note,
        goods=goods,
        fee=fee,
        fee_agreed=is_agreed,
        total=goods + fee,
        answer_by=now + wish.way.answer_within,
        created_at=now,
        moved_at=now,
    )
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    step = OrderStep.objects.create(
        order=order,
        kind=StepKind.PLACED,
        by=who.by if who else None,
        on_behalf_of=who.member if who and who.is_helping else None,
        by_buyer=actor is None,
        at=now,
    )
    refs = who.ledger_refs() if who else {"by": None, "on_behalf_of": None}
    append_entry(
        kind="order.placed",
        subject=f"order:{order.ref}",
        payload={
            "producer": str(producer.ref),
            "total": order.total,
            "lines": [{"offer": line.offer_id, "count": line.count, "price": line.price} for line in lines],
            **({"agreed_fee": fee} if is_agreed else {}),
            **states(purchase, order, step, *lines),
        },
        **refs,
    )
    # The seller who wrote the order down confirms it thereby.
    if actor is not None:
        advance(order, StepKind.CONFIRMED, actor)
    if actor is None and not wish.way.is_paid_first:
        notify_sellers(
            order,
            "placed",
            title=filled(
                gettext_lazy("Có đơn mới %(number)s: %(what)s, %(total)s"),
                {
                    "number": order.number,
                    "what": lazy(words_of, str)(lines),
                    "total": format_dong(order.total),
                },
            ),
        )
    return order


def _new_number() -> str:
    """Return a random order number, "DH" and eight letters or digits, that fits a transfer note.

    It doesn't reveal how many orders there are.
    """
    return "DH" + "".join(secrets.choice(LETTERS) for _place in range(8))
