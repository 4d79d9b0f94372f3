"""Offers of the demo's goods, and three orders of Lan's shop.

Its bank account is invented: nobody can pay it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from backend.common.models import Mark
from backend.common.units import unit_name
from backend.demo.actions.makers import acting_for
from backend.demo.actions.people import People
from backend.demo.data.makers import MAKERS
from members.acting import Actor
from members.models import User
from orders.basket.actions.placing import place_orders
from orders.basket.actions.wishes import Buyer, Wish
from orders.models import Offer, Order
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, deliver_order, ship_order
from orders.orders.stock import sellable_lots, stock_of
from orders.reviews.actions import answer_review, write_review
from orders.shops.actions.delivery import DeliveryAnswer, answer_delivery, set_delivery
from orders.shops.actions.shops import first_months, save_offer, set_account, shop_of
from orders.shops.enums import Delivery, Payment
from products.models import Producer, Product
from products.products.enums import ProductState

DONE = "demo selling"
ANSWERED = "demo delivery"
BANK, ACCOUNT, HOLDER = "970418", "TAIKHOANMAU", "TAI KHOAN MAU"
BUYER = Buyer(
    name="Người mua mẫu",
    phone="0980 000 999",
    place="phường Cầu Giấy, Hà Nội",
    landmark="Nhà mẫu, cạnh cổng chợ",
    note="Giao sau 5 giờ chiều",
    proven_phones=frozenset({"+84980000999"}),
)


@transaction.atomic
def answer_for_makers(makers: Mapping[str, Producer], people: People) -> None:
    """Answer the delivery question for each producer of the demo, in different ways.

    Answers that a visitor gave stay. Does nothing the second time.
    """
    _mark, is_first = Mark.objects.get_or_create(name=ANSWERED)
    if not is_first:
        return
    for number, maker in enumerate(MAKERS):
        producer = makers[maker.key]
        if not shop_of(producer).has_answered_delivery:
            is_near = number % 3 == 2  # every third has a fee by place, and doesn't deliver farther
            answer = DeliveryAnswer(
                commune_fee=0 if is_near else None,
                province_fee=20_000 if is_near else None,
                everywhere_fee=None if is_near else 35_000,
                pickup_words=f"{producer.address or producer.unit.name}, sáng thứ bảy",
                takes_cash=True,
            )
            answer_delivery(actor=acting_for(maker, people), producer=producer, answer=answer)


@transaction.atomic
def load_selling(people: Mapping[str, User]) -> None:
    """Create offers of products in stock for verified producers, and Lan's shop with three orders.

    Does nothing the second time.
    """
    _mark, is_first = Mark.objects.get_or_create(name=DONE)
    if not is_first:
        return
    for producer in Producer.objects.exclude(verified_at=None).order_by("pk"):
        person = producer.people.filter(until=None).select_related("user").order_by("pk").first()
        if person is not None:
            _put_on_sale(Actor.of(person.user), producer)
    lan = Actor.of(people["lan"])
    producer = Producer.objects.run_by(people["lan"]).get()
    set_account(actor=lan, producer=producer, bank=BANK, account=ACCOUNT, holder=HOLDER)
    set_delivery(
        actor=lan,
        producer=producer,
        delivers=True,
        has_pickup=True,
        delivery_words="Trong tỉnh gửi xe khách, ngoài tỉnh gửi bưu điện.",
        delivery_fee=30_000,
        free_from=500_000,
        pickup_words="Tại vườn, bản Hoa Ban, sáng thứ bảy",
    )
    _orders(lan, producer)


def _put_on_sale(actor: Actor, producer: Producer) -> None:
    for product in Product.objects.filter(producer=producer, state=ProductState.LISTED).order_by("pk"):
        lot = next(iter(sellable_lots([product.pk])), None)
        if lot is None or not product.price or lot.unit != product.unit:
            continue
        # Listing made the first one; what is bought in greater numbers costs less.
        save_offer(
            actor=actor,
            product=product,
            offer=product.offers.filter(is_open=True).order_by("pk").first(),
            label=unit_name(lot.unit),
            content=Decimal(1),
            unit=lot.unit,
            price=product.price,
            season_months=first_months(product),
            breaks={10: product.price * 9 // 10 // 1000 * 1000} if product.price >= 20_000 else None,
        )


def _orders(lan: Actor, producer: Producer) -> None:
    """Place three orders: one is delivered and reviewed, one is confirmed, one waits for the seller.

    Do nothing without an offer of six pieces in stock.
    """
    offers = list(Offer.objects.filter(product__producer=producer).order_by("pk"))
    stock = stock_of({offer.product_id for offer in offers})
    offer = next((each for each in offers if stock[each.product_id].pieces(each) >= 6), None)
    if offer is None:
        return
    done, taken, _waiting = (_order(producer, offer, count) for count in (2, 3, 1))
    for order in (done, taken):
        confirm_order(actor=lan, order=order)
    lot = max(sellable_lots([offer.product_id]), key=lambda each: each.quantity, default=None)
    if lot is not None:
        pack_order(actor=lan, order=done, lots={line.pk: lot for line in done.lines.all()})
        ship_order(actor=lan, order=done, words="Xe khách mẫu")
        deliver_order(actor=lan, order=done)
        review = write_review(
            line=done.lines.get(), stars=4, words="Đánh giá mẫu: quả giòn, gói kỹ, đến hơi muộn."
        )
        answer_review(actor=lan, review=review, answer="Trả lời mẫu: cảm ơn bạn, lần sau tôi gửi chuyến sớm.")


def _order(producer: Producer, offer: Offer, count: int) -> Order:
    wish = Wish(
        counts={offer.pk: count},
        delivery=Delivery.SHIP,
        payment=Payment.ON_DELIVERY if count == 2 else Payment.TRANSFER,
    )
    return place_orders(buyer=BUYER, wishes={producer.pk: wish}).orders.get()
