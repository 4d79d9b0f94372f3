"""Check a buyer's data and wishes before anything is locked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.phones import parse_foreign_phone, parse_phone
from members.acting import Actor
from members.branches.enums import UnitKind
from members.models import Unit
from orders.errors import OrderError
from orders.models import Shop
from orders.payments.ways.finding import way_of
from orders.shops import areas
from orders.shops.enums import Delivery
from products.models import Producer

if TYPE_CHECKING:
    from orders.payments.ways.base import Way


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys, and where the goods go.

    place: the commune if `unit` is a province; without `unit`, commune and province in one line.
    unit: code of the administrative unit.
    landmark: what a driver looks for.
    account: who is signed in, and on whose behalf.
    is_adult: the buyer states an age of eighteen or more; required if a product is for adults.
    proven_phones: numbers (E.164) verified by an SMS code (orders/basket/proofs.py).
    network: the request's network (backend.common.network.network_of).
    """

    name: str
    phone: str
    place: str = ""
    landmark: str = ""
    note: str = ""
    unit: int | None = None
    account: Actor | None = None
    proven_phones: frozenset[str] = frozenset()
    is_adult: bool = False
    network: str = ""

    @property
    def has_proven(self) -> bool:
        """Return True if the phone number is proven by a code, or is the number of the account."""
        member = self.account.member if self.account else None
        return self.phone in self.proven_phones or (member is not None and self.phone == member.phone)

    @property
    def counted_as(self) -> tuple[str, str, bool]:
        """Return the key by which orders/basket/limits.py counts the buyer's orders.

        It is (number in E.164, network, whether the number is proven). The number is empty if it can't be
        read.
        """
        try:
            number = parse_phone(self.phone)
        except DomainError:
            return "", self.network, False
        return number, self.network, replace(self, phone=number).has_proven


@dataclass(frozen=True, slots=True)
class Wish:
    """What a buyer orders from one producer.

    counts: {offer id: pieces}.
    payment: the key of the way of paying.
    expected_prices: prices per piece that the buyer was shown. If one changed, nothing is ordered.
    expected_fee: the delivery fee that the buyer was shown; the same applies.
    point: the line of the shop's pickup places; by default the first.
    leads: {offer id: lot id} for offers that a lot's page led to (orders/basket/leads.py).
    agreed_fee: the delivery fee that the seller agreed on by telephone.
    """

    counts: Mapping[int, int]
    delivery: Delivery
    payment: str
    expected_prices: Mapping[int, int] = field(default_factory=dict)
    expected_fee: int | None = None
    point: str = ""
    leads: Mapping[int, int] = field(default_factory=dict)
    agreed_fee: int | None = None

    @property
    def way(self) -> Way:
        return way_of(self.payment)


def check_at_place(producer: Producer, wish: Wish, buyer: Buyer) -> None:
    if wish.delivery != Delivery.PICKUP:
        words, field, code = (
            _("Dịch vụ này chỉ có tại chỗ, không giao đi."),
            f"delivery-{producer.pk}",
            "at_place_only",
        )
        raise OrderError(words, field=field, code=code)
    if not buyer.note:
        raise OrderError(_("Xin ghi ngày đến và mấy người."), field="note", code="day_empty")


def check_ways(
    producer: Producer, shop: Shop, wish: Wish, unit: Unit | None, points: list[str], *, is_written_down: bool
) -> None:
    if not (shop.delivers if wish.delivery == Delivery.SHIP else points or shop.has_pickup):
        raise OrderError(
            _("%(producer)s không giao hàng cách này.") % {"producer": producer.name},
            field=f"delivery-{producer.pk}",
            code="delivery_unknown",
        )
    if refusal := wish.way.refusal(shop, on_page=not is_written_down):
        raise OrderError(refusal, field=f"payment-{producer.pk}", code="payment_unknown")
    if wish.delivery == Delivery.PICKUP and wish.point and wish.point not in points:
        raise OrderError(
            _("Chỗ lấy hàng này không còn. Bạn chọn chỗ khác."),
            field=f"delivery-{producer.pk}",
            code="point_unknown",
        )
    if wish.agreed_fee is not None:
        _check_agreed(producer, wish, is_written_down=is_written_down)
    # A seller who agreed on a fee knows the place.
    if wish.delivery == Delivery.SHIP and areas.needs_place(shop) and wish.agreed_fee is None:
        if unit is None:
            raise OrderError(
                _("Xin chọn nơi giao: %(producer)s tính phí theo nơi.") % {"producer": producer.name},
                field="unit",
                code="unit_empty",
            )
        if not areas.reaches(shop, unit):
            words = _("%(producer)s không giao đến %(place)s.") % {
                "producer": producer.name,
                "place": areas.words_of(unit),
            }
            if is_written_down:
                words = f"{words} {_('Chị đã hẹn với khách thì ghi phí giao.')}"
            elif reach := areas.reach_words(shop):
                words = f"{words} {reach}"
            raise OrderError(words, field=f"delivery-{producer.pk}", code="place_out_of_reach")


def _check_agreed(producer: Producer, wish: Wish, *, is_written_down: bool) -> None:
    field, fee = f"agreed-{producer.pk}", wish.agreed_fee or 0
    if not is_written_down:
        words = _("Phí giao đã hẹn chỉ người bán ghi được, khi ghi đơn qua điện thoại.")
        raise OrderError(words, field=field, code="fee_not_agreed")
    if not 0 <= fee <= areas.MAX_FEE:
        raise OrderError(_("Phí giao từ 0 đến 10.000.000 đ."), field=field, code="fee")
    if fee and wish.delivery != Delivery.SHIP:
        raise OrderError(_("Khách tự đến lấy thì không có phí giao."), field=field, code="fee_at_pickup")


def checked_buyer(buyer: Buyer, wishes: Mapping[int, Wish]) -> tuple[Buyer, Unit | None]:
    cleaned = {
        name: " ".join(getattr(buyer, name).replace("\0", "").split())
        for name in ("name", "place", "landmark", "note")
    }
    if not cleaned["name"]:
        raise OrderError(_("Xin ghi tên người nhận."), field="name", code="name_empty")
    try:
        # A buyer who pays from abroad has no Vietnamese number, and proves none.
        is_abroad = bool(wishes) and all(wish.way.takes_foreign_numbers for wish in wishes.values())
        phone = parse_foreign_phone(buyer.phone) if is_abroad else parse_phone(buyer.phone)
    except DomainError as error:
        raise OrderError(error.message, field="phone", code=error.code) from error
    unit = None
    if buyer.unit is not None:
        unit = Unit.objects.select_related("parent").filter(pk=buyer.unit).first()
        if unit is None:
            raise OrderError(_("Xin chọn nơi giao trong danh sách."), field="unit", code="unit_unknown")
        if unit.kind != UnitKind.PROVINCE or cleaned["place"]:
            cleaned["place"] = areas.words_of(unit, cleaned["place"])
    if any(wish.delivery == Delivery.SHIP for wish in wishes.values()) and not cleaned["place"]:
        raise OrderError(_("Xin ghi xã, phường và tỉnh để giao hàng."), field="place", code="place_empty")
    for name, most in (("name", 80), ("place", 120), ("landmark", 200), ("note", 300)):
        if len(cleaned[name]) > most:
            raise OrderError(
                _("Dài quá %(most)s chữ. Xin viết ngắn hơn.") % {"most": most}, field=name, code="too_long"
            )
    checked = replace(
        buyer,
        phone=phone,
        name=cleaned["name"],
        place=cleaned["place"],
        landmark=cleaned["landmark"],
        note=cleaned["note"],
    )
    return checked, unit
