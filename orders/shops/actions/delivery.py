"""Set where goods go, for what fee, and how money comes: answer the delivery question. Before, nothing can be ordered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import FieldErrors
from backend.common.money import MAX_DONG
from members.acting import Actor
from members.models import Notice, Unit
from members.notices.actions.notices import notify
from orders.errors import OrderError
from orders.models import DeliveryArea, Offer, Shop
from orders.shops.actions.areas import check_days
from orders.shops.actions.shops import (
    check_may_sell,
    checked_points,
    checked_words,
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
    commune_days, province_days, everywhere_days: about how long a delivery there takes; None if not stated.
    pickup_words: where and when buyers fetch goods, a line each; None without pickup.
    """

    commune_fee: int | None = None
    province_fee: int | None = None
    everywhere_fee: int | None = None
    commune_days: int | None = None
    province_days: int | None = None
    everywhere_days: int | None = None
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
    days = {
        f"{place}_days": getattr(answer, f"{place}_days") if fees[f"{place}_fee"] is not None else None
        for place in ("commune", "province", "everywhere")
    }
    for field, stated in days.items():
        check_days(stated, field)
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
    shop.delivery_fee, shop.delivery_days = answer.everywhere_fee or 0, days["everywhere_days"]
    shop.delivery_answered_at = shop.delivery_answered_at or timezone.now()
    shop.save()
    had = {area.pk: area for area in shop.areas.all()}
    _set_area(shop, commune, answer.commune_fee, days["commune_days"])
    _set_area(shop, province, answer.province_fee, days["province_days"])
    areas = list(shop.areas.all())
    gone = [area for pk, area in had.items() if pk not in {area.pk for area in areas}]
    _mark_asked_read(producer)
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
            **{name: stated for name, stated in days.items() if stated is not None},
        },
        shop,
        *(area for area in areas if area.unit_id in {unit.pk for unit in (commune, province) if unit}),
        gone=gone,
    )
    return shop


@transaction.atomic
def set_delivery(
    *,
    actor: Actor,
    producer: Producer,
    delivers: bool,
    has_pickup: bool,
    delivery_words: str = "",
    delivery_fee: int | None = None,
    free_from: int | None = None,
    pickup_words: str = "",
    delivers_elsewhere: bool | None = None,
    takes_cash: bool | None = None,
) -> Shop:
    """Set how goods reach the buyer, which also answers the delivery question.

    The stated days of delivery don't change.
    The first answer must state what buyers are promised: `takes_cash`, and with `delivers` also `delivery_fee`
    and `delivers_elsewhere`. Later, no fee means 0 đồng, and the other two stay as they are without a value.
    Raises OrderError or FieldErrors at the fields, NotAllowed.
    """
    check_may_sell(actor, producer)
    if not delivers and not has_pickup:
        raise OrderError(
            _("Chị chọn ít nhất một cách để hàng đến tay người mua."), field="delivers", code="no_delivery"
        )
    points = checked_points(pickup_words, is_needed=has_pickup)
    words = checked_words("delivery_words", delivery_words)
    fee = delivery_fee or 0
    if not 0 <= fee <= MAX_FEE:
        raise OrderError(_("Phí giao từ 0 đến 10.000.000 đ."), field="delivery_fee", code="fee")
    if free_from is not None and not 0 < free_from <= MAX_DONG:
        raise OrderError(_("Số tiền này lớn quá."), field="free_from", code="free_from")
    shop = locked_shop(producer)
    if not shop.has_answered_delivery:
        asked = {"delivery_fee": delivery_fee, "delivers_elsewhere": delivers_elsewhere} if delivers else {}
        _check_answered(asked | {"takes_cash": takes_cash})
    if delivers and delivers_elsewhere is False and (shop.pk is None or not shop.areas.exists()):
        raise OrderError(_("Chị thêm nơi giao trước."), field="delivers_elsewhere", code="areas_none")
    if takes_cash is False and not shop.account:
        raise OrderError(
            _("Chị chọn nhận tiền mặt, hoặc ghi tài khoản để nhận chuyển khoản."),
            field="takes_cash",
            code="no_payment",
        )
    shop.delivers, shop.has_pickup = delivers, has_pickup
    shop.delivery_words, shop.pickup_words = words, points
    shop.delivery_fee, shop.free_from = fee, free_from
    if delivers_elsewhere is not None:
        shop.delivers_elsewhere = delivers_elsewhere
    if takes_cash is not None:
        shop.takes_cash = takes_cash
    shop.delivery_answered_at = shop.delivery_answered_at or timezone.now()
    shop.save()
    _mark_asked_read(producer)
    write_shop(actor, "shop.delivery", producer, {"fee": fee, "free_from": free_from}, shop)
    return shop


def _check_answered(values: Mapping[str, int | None]) -> None:
    """Raise FieldErrors at each of `values` without a value: nobody is bound by a default that she didn't choose."""
    messages = {
        "delivery_fee": _("Chị ghi phí giao, hoặc 0."),
        "delivers_elsewhere": _("Chị chọn nơi khác có giao hay không."),
        "takes_cash": _("Chị chọn có nhận tiền mặt hay không."),
    }
    errors = {name: messages[name] for name, value in values.items() if value is None}
    if errors:
        raise FieldErrors(errors)


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


def _mark_asked_read(producer: Producer) -> None:
    asked = Notice.objects.filter(user__in=people_of(producer), key=_key(producer), read_at=None)
    asked.update(read_at=timezone.now())


def _key(producer: Producer) -> str:
    return f"delivery:{producer.pk}"


def _set_area(shop: Shop, unit: Unit | None, fee: int | None, days: int | None) -> None:
    """Set fee and days of the shop's area `unit`; without a fee the area is removed."""
    if unit is None:
        return
    if fee is None:
        DeliveryArea.objects.filter(shop=shop, unit=unit).delete()
    else:
        DeliveryArea.objects.update_or_create(shop=shop, unit=unit, defaults={"fee": fee, "days": days})
