"""Change the delivery areas of a producer and their fees."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common.money import MAX_DONG
from members.acting import Actor
from members.models import Unit
from orders.errors import OrderError
from orders.models import DeliveryArea, Shop
from orders.shops.actions.shops import check_may_sell, locked_shop, write_shop
from orders.shops.areas import MAX_DAYS, MAX_FEE
from products.models import Producer

MAX_AREAS = 80


@transaction.atomic
def save_area(
    *,
    actor: Actor,
    producer: Producer,
    unit: int,
    fee: int,
    free_from: int | None = None,
    days: int | None = None,
) -> DeliveryArea:
    """Add the commune or province with code `unit` as a delivery area for `fee` đồng, or change its fee.

    `days` is about how long a delivery takes, None if not stated.
    Raises OrderError at the field, NotAllowed.
    """
    check_may_sell(actor, producer)
    place = Unit.objects.filter(pk=unit).first()
    if place is None:
        raise OrderError(_("Chị chọn nơi giao trong danh sách."), field="unit", code="unit_unknown")
    if not 0 <= fee <= MAX_FEE:
        raise OrderError(_("Phí giao từ 0 đến 10.000.000 đ."), field="fee", code="fee")
    if free_from is not None and not 0 < free_from <= MAX_DONG:
        raise OrderError(_("Số tiền này lớn quá."), field="free_from", code="free_from")
    check_days(days, "days")
    shop = locked_shop(producer)
    if shop.pk is None:
        shop.save()
    if shop.areas.exclude(unit=place).count() >= MAX_AREAS:
        raise OrderError(_("Nhiều nhất 80 nơi giao."), field="unit", code="areas_many")
    area, _is_new = DeliveryArea.objects.update_or_create(
        shop=shop, unit=place, defaults={"fee": fee, "free_from": free_from, "days": days}
    )
    write_shop(
        actor,
        "shop.area",
        producer,
        {"unit": place.pk, "fee": fee, "free_from": free_from, **({"days": days} if days else {})},
        shop,
        area,
    )
    return area


def check_days(days: int | None, field: str) -> None:
    """Raise OrderError at `field` unless `days` is None or 1 to MAX_DAYS."""
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise OrderError(_("Chị ghi từ 1 đến 60 ngày, hoặc để trống."), field=field, code="days")


@transaction.atomic
def remove_area(*, actor: Actor, producer: Producer, unit: int) -> None:
    """Remove a delivery area. A repeated call changes nothing. Raises NotAllowed."""
    check_may_sell(actor, producer)
    shop = locked_shop(producer)
    area = DeliveryArea.objects.filter(shop=shop, unit=unit).first() if shop.pk else None
    if area is not None:
        DeliveryArea.objects.filter(pk=area.pk).delete()
        write_shop(actor, "shop.area", producer, {"unit": unit, "fee": None, "free_from": None}, gone=[area])


@transaction.atomic
def set_elsewhere(*, actor: Actor, producer: Producer, delivers: bool) -> Shop:
    """Set whether the producer also delivers outside the named areas, for the shop's own fee.

    Raises OrderError if `delivers` is False and the shop has no area; NotAllowed.
    """
    check_may_sell(actor, producer)
    shop = locked_shop(producer)
    if not delivers and (shop.pk is None or not shop.areas.exists()):
        raise OrderError(_("Chị thêm nơi giao trước."), field="unit", code="areas_none")
    if shop.delivers_elsewhere != delivers:
        shop.delivers_elsewhere = delivers
        shop.save()
        write_shop(actor, "shop.area", producer, {"elsewhere": delivers}, shop)
    return shop
