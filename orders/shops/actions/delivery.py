"""Answer the delivery question: where goods go, for what fee, and how money comes. Before, nothing can be ordered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.acting import Actor
from members.models import Notice, Unit
from members.notices.actions.notices import notify
from orders.errors import OrderError
from orders.models import DeliveryArea, Offer, Shop
from orders.shops.actions.shops import (
    check_may_sell,
    checked_points,
    locked_shop,
    offer_at_listing,
    shop_of,
    write_shop,
)
from orders.shops.areas import MAX_FEE, own_units
from products.models import Producer, Product
from products.producers.news import people_of


@dataclass(frozen=True, slots=True)
class DeliveryAnswer:
    """Where a seller's goods go. A fee is in đồng, 0 for none; None means no delivery to that place.

    commune_fee, province_fee: to the producer's own commune and province.
    everywhere_fee: to all other places.
    pickup_words: where and when buyers fetch goods, a line each; None without pickup.
    """

    commune_fee: int | None = None
    province_fee: int | None = None
    everywhere_fee: int | None = None
    pickup_words: str | None = None
    takes_cash: bool = False


@transaction.atomic
def answer_delivery(*, actor: Actor, producer: Producer, answer: DeliveryAnswer) -> Shop:
    """Store the answer; from the first one on, the producer's goods can be ordered.

    Areas outside the producer's own commune and province don't change, nor do free deliveries.
    Raises OrderError at the field of DeliveryAnswer, NotAllowed.
    """
    check_may_sell(actor, producer)
    commune, province = own_units(producer)
    fees = {"commune_fee": answer.commune_fee, "province_fee": answer.province_fee}
    fees["everywhere_fee"] = answer.everywhere_fee
    for field, fee in fees.items():
        if fee is not None and not 0 <= fee <= MAX_FEE:
            raise OrderError(_("Phí giao từ 0 đến 10.000.000 đ."), field=field, code="fee")
    if answer.commune_fee is not None and commune is None:
        raise OrderError(
            _("Chị cần ghi xã của nơi sản xuất trước đã."), field="commune_fee", code="unit_unknown"
        )
    delivers, has_pickup = any(fee is not None for fee in fees.values()), answer.pickup_words is not None
    if not delivers and not has_pickup:
        raise OrderError(_("Chị chọn ít nhất một cách để hàng đến tay người mua."), code="no_delivery")
    points = checked_points(answer.pickup_words or "", is_needed=has_pickup)
    shop = locked_shop(producer)
    if not answer.takes_cash and not shop.account:
        raise OrderError(
            _("Chị chọn nhận tiền mặt, hoặc ghi tài khoản để nhận chuyển khoản."),
            field="takes_cash",
            code="no_payment",
        )
    shop.delivers, shop.has_pickup, shop.takes_cash = delivers, has_pickup, answer.takes_cash
    shop.pickup_words = points or shop.pickup_words
    shop.delivers_elsewhere = answer.everywhere_fee is not None
    shop.delivery_fee = answer.everywhere_fee or 0
    shop.delivery_answered_at = shop.delivery_answered_at or timezone.now()
    shop.save()
    _set_fee(shop, commune, answer.commune_fee)
    _set_fee(shop, province, answer.province_fee)
    asked = Notice.objects.filter(user__in=people_of(producer), key=_key(producer), read_at=None)
    asked.update(read_at=timezone.now())
    write_shop(
        actor,
        "shop.delivery",
        producer,
        {
            "fee": answer.everywhere_fee,
            "commune_fee": answer.commune_fee,
            "province_fee": answer.province_fee,
            "has_pickup": has_pickup,
            "takes_cash": answer.takes_cash,
        },
    )
    return shop


@transaction.atomic
def put_on_sale(*, actor: Actor, product: Product) -> bool:
    """Put a newly listed product on sale (offer_at_listing), and ask the delivery question if it is open.

    Return whether the product can be ordered now.
    """
    is_on_sale = offer_at_listing(actor=actor, product=product)
    if not shop_of(product.producer).has_answered_delivery:
        ask_delivery(product.producer)
    return is_on_sale


def ask_delivery(producer: Producer, *, sms: bool = False) -> None:
    """Notify the producer's people, once each, that buyers can't order before the question is answered."""
    for person in people_of(producer):
        notify(
            user=person,
            kind="shop.delivery",
            title=gettext_lazy("Giao tới đâu, phí bao nhiêu? Chị trả lời thì người mua mới đặt được hàng"),
            url=reverse("orders:delivery", args=[producer.pk]),
            key=_key(producer),
            sms=sms,
        )


def ask_unanswered() -> None:
    """Ask every seller whose goods only wait for the answer, once each. Also those from before the question."""
    waiting = Offer.objects.without_delivery_answer().order_by().values("product__producer")
    for producer in Producer.objects.filter(pk__in=waiting).order_by("pk").iterator():
        with transaction.atomic():
            ask_delivery(producer, sms=True)


def _key(producer: Producer) -> str:
    return f"delivery:{producer.pk}"


def _set_fee(shop: Shop, unit: Unit | None, fee: int | None) -> None:
    """Set the fee of the shop's area `unit`; None removes the area."""
    if unit is None:
        return
    if fee is None:
        DeliveryArea.objects.filter(shop=shop, unit=unit).delete()
    else:
        DeliveryArea.objects.update_or_create(shop=shop, unit=unit, defaults={"fee": fee})
