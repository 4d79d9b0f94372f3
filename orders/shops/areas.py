"""Where a producer brings goods, and what that costs: by commune, by province, or as she says for everywhere else."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.common.text import name_key
from members.branches.enums import UnitKind
from members.models import Unit
from orders.models import DeliveryArea, Shop
from orders.shops.enums import Delivery

KEY = "place"
PICKUP_ONLY = "pickup"
MAX_POINTS = 5
MAX_FEE = 10_000_000


def words_of(unit: Unit, commune: str = "") -> str:
    """`unit` as an address ends: "Xã Quỳnh Nhai, Tỉnh Sơn La"; of a province it begins with the `commune` that was typed."""
    if unit.kind != UnitKind.PROVINCE:
        return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name
    return f"{commune}, {unit.name}" if commune else unit.name


def area_of(shop: Shop, unit: Unit | None) -> DeliveryArea | None:
    """What `shop` says of `unit`, or of its province; ask with `areas` prefetched where there are many shops."""
    if unit is None or shop.pk is None:
        return None
    by_unit = {area.unit_id: area for area in shop.areas.all()}
    return by_unit.get(unit.pk) or by_unit.get(unit.parent_id or 0)


def reaches(shop: Shop, unit: Unit | None) -> bool:
    """`shop` brings goods to `unit`; to a place that nobody named only where she goes everywhere."""
    return shop.delivers and (shop.delivers_elsewhere or area_of(shop, unit) is not None)


def fee_for(shop: Shop, delivery: Delivery, goods: int, unit: Unit | None = None) -> int:
    """đồng for bringing goods of that much to `unit`, or anywhere."""
    if delivery != Delivery.SHIP:
        return 0
    area = area_of(shop, unit)
    fee, free_from = (area.fee, area.free_from) if area is not None else (shop.delivery_fee, shop.free_from)
    return 0 if free_from is not None and goods >= free_from else fee


def needs_place(shop: Shop) -> bool:
    """What bringing costs, or whether she comes, depends on where to."""
    return shop.delivers and shop.pk is not None and (not shop.delivers_elsewhere or bool(shop.areas.all()))


def points_of(shop: Shop, *, at_place: bool = False) -> list[str]:
    """Where and when goods can be fetched, a line of her words each; of what is had `at_place` her own place alone, wherever she
    hands goods out."""
    if at_place:
        unit = words_of(shop.producer.unit)
        return [f"{shop.producer.address}, {unit}" if shop.producer.address else unit]
    if not shop.has_pickup:
        return []
    return [line.strip() for line in shop.pickup_words.splitlines() if line.strip()]


def unit_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """Communes of the provinces whose communes are known, then the other provinces: [(heading, [(code, name)])]."""
    rows = sorted(
        Unit.objects.values_list("code", "name", "kind", "parent__name"), key=lambda row: name_key(row[1])
    )
    near: dict[str, list[tuple[int, str]]] = {}
    for code, name, kind, province in rows:
        if kind != UnitKind.PROVINCE:
            near.setdefault(province or "", []).append((code, name))
    far = [
        (code, name) for code, name, kind, _province in rows if kind == UnitKind.PROVINCE and name not in near
    ]
    return [*near.items(), *([(_("Tỉnh, thành khác"), far)] if far else [])]


def area_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """What a producer may name as an area: whole provinces, and communes where they are known."""
    provinces = list(Unit.objects.filter(kind=UnitKind.PROVINCE).values_list("code", "name"))
    provinces.sort(key=lambda row: name_key(row[1]))
    communes = [row for row in unit_choices() if not set(row[1]) <= set(provinces)]
    return [(_("Cả tỉnh, thành"), provinces), *communes]


class Place:
    """Where a buyer said that the goods go: kept in her session, so that fees are right from the first look."""

    def __init__(self, request: HttpRequest) -> None:
        kept = request.session.get(KEY)
        kept = kept if isinstance(kept, dict) else {}
        self.is_pickup = kept.get("unit") == PICKUP_ONLY
        code = kept.get("unit")
        self.unit = (
            Unit.objects.select_related("parent").filter(pk=code).first() if isinstance(code, int) else None
        )
        self.commune = str(kept.get("commune", ""))

    @property
    def is_known(self) -> bool:
        return self.is_pickup or self.unit is not None

    @property
    def words(self) -> str:
        return words_of(self.unit, self.commune) if self.unit else ""

    @staticmethod
    def keep(request: HttpRequest, unit: int | str, commune: str = "") -> None:
        request.session[KEY] = {"unit": unit, "commune": commune}

    @staticmethod
    def forget(request: HttpRequest) -> None:
        request.session.pop(KEY, None)
