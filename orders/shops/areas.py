"""Where a producer delivers and for what fee: by commune, by province, or the shop's own fee elsewhere."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.common.text import name_key
from members.branches.enums import UnitKind
from members.models import Unit
from orders.models import DeliveryArea, Shop
from orders.shops.enums import Delivery
from products.models import Producer

KEY = "place"
PICKUP_ONLY = "pickup"
MAX_POINTS = 5
MAX_NAMED = 3
MAX_FEE = 10_000_000
MAX_DAYS = 60


def words_of(unit: Unit, commune: str = "") -> str:
    """Return the text of `unit` as the end of an address: "Xã Quỳnh Nhai, Tỉnh Sơn La".

    For a province, the typed `commune` comes first.
    """
    if unit.kind != UnitKind.PROVINCE:
        return f"{unit.name}, {unit.parent.name}" if unit.parent else unit.name
    return f"{commune}, {unit.name}" if commune else unit.name


def own_units(producer: Producer) -> tuple[Unit | None, Unit | None]:
    """Return the producer's commune and province; without the commune if only the province is known."""
    unit = producer.unit
    return (None, unit) if unit.kind == UnitKind.PROVINCE else (unit, unit.parent)


def area_of(shop: Shop, unit: Unit | None) -> DeliveryArea | None:
    """Return the shop's area for `unit`, or for its province; None if there is neither.

    Prefetch `areas` for many shops.
    """
    if unit is None or shop.pk is None:
        return None
    by_unit = {area.unit_id: area for area in shop.areas.all()}
    return by_unit.get(unit.pk) or by_unit.get(unit.parent_id or 0)


def reaches(shop: Shop, unit: Unit | None) -> bool:
    """Return True if `shop` delivers to `unit`: to a named area, or anywhere with delivery elsewhere."""
    return shop.delivers and (shop.delivers_elsewhere or area_of(shop, unit) is not None)


def fee_for(shop: Shop, delivery: Delivery, goods: int, unit: Unit | None = None) -> int:
    """Return the delivery fee in đồng of goods worth `goods` đồng to `unit`.

    Without a unit, or outside the named areas, it is the shop's own fee. A pickup has no fee.
    """
    if delivery != Delivery.SHIP:
        return 0
    area = area_of(shop, unit)
    fee, free_from = (area.fee, area.free_from) if area is not None else (shop.delivery_fee, shop.free_from)
    return 0 if free_from is not None and goods >= free_from else fee


def stated_days(shop: Shop, unit: Unit | None = None) -> int | None:
    """Return about how many days a delivery to `unit` takes, as the seller stated; None if not stated."""
    area = area_of(shop, unit)
    return area.days if area is not None else shop.delivery_days


def reach_words(shop: Shop) -> str:
    """Return where `shop` delivers: "Nơi này giao đến: Xã Quỳnh Nhai, Tỉnh Sơn La." Empty for nowhere or anywhere."""
    if not shop.delivers or shop.delivers_elsewhere or shop.pk is None:
        return ""
    units = [area.unit for area in shop.areas.select_related("unit__parent")]
    known = {unit.pk for unit in units}
    units = [unit for unit in units if unit.parent_id not in known]  # a whole province includes its communes
    names = [words_of(unit) for unit in units[:MAX_NAMED]]
    if not names:
        return ""
    if more := len(units) - len(names):
        names.append(_("%(count)s nơi khác") % {"count": more})
    return _("Nơi này giao đến: %(places)s.") % {"places": "; ".join(names)}


def needs_place(shop: Shop) -> bool:
    """Return True if the fee, or whether the shop delivers at all, depends on the place."""
    return shop.delivers and shop.pk is not None and (not shop.delivers_elsewhere or bool(shop.areas.all()))


def address_of(producer: Producer) -> str:
    """Return the producer's address, with its commune and province."""
    unit = words_of(producer.unit)
    return f"{producer.address}, {unit}" if producer.address else unit


def points_of(shop: Shop, *, at_place: bool = False) -> list[str]:
    """Return where and when goods can be picked up, a line each.

    With `at_place` it is the producer's own address alone.
    """
    if at_place:
        return [address_of(shop.producer)]
    if not shop.has_pickup:
        return []
    return [line.strip() for line in shop.pickup_words.splitlines() if line.strip()]


def unit_choices() -> tuple[list[tuple[str, list[tuple[int, str]]]], set[int]]:
    """Return known communes by province, then the other provinces, as [(heading, [(code, name)])], and all provinces' codes.

    The province itself follows its known communes, for those that aren't known.
    """
    rows = sorted(
        Unit.objects.values_list("code", "name", "kind", "parent__name"), key=lambda row: name_key(row[1])
    )
    near: dict[str, list[tuple[int, str]]] = {}
    for code, name, kind, province in rows:
        if kind != UnitKind.PROVINCE:
            near.setdefault(province or "", []).append((code, name))
    provinces = {code: name for code, name, kind, _province in rows if kind == UnitKind.PROVINCE}
    far = []
    for code, name in provinces.items():
        if name in near:
            near[name].append((code, _("Xã, phường khác, %(province)s") % {"province": name}))
        else:
            far.append((code, name))
    return [*near.items(), *([(_("Tỉnh, thành khác"), far)] if far else [])], set(provinces)


def area_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the choices for a delivery area: whole provinces, and known communes."""
    provinces = list(Unit.objects.filter(kind=UnitKind.PROVINCE).values_list("code", "name"))
    provinces.sort(key=lambda row: name_key(row[1]))
    choices, codes = unit_choices()
    communes = [(heading, [row for row in rows if row[0] not in codes]) for heading, rows in choices]
    return [(_("Cả tỉnh, thành"), provinces), *(each for each in communes if each[1])]


class Place:
    """The buyer's delivery place, stored in the session so that fees are right from the first page."""

    def __init__(self, request: HttpRequest) -> None:
        stored = request.session.get(KEY)
        stored = stored if isinstance(stored, dict) else {}
        self.is_pickup = stored.get("unit") == PICKUP_ONLY
        code = stored.get("unit")
        self.unit = (
            Unit.objects.select_related("parent").filter(pk=code).first() if isinstance(code, int) else None
        )
        self.commune = str(stored.get("commune", ""))

    @property
    def is_known(self) -> bool:
        return self.is_pickup or self.unit is not None

    @property
    def words(self) -> str:
        return words_of(self.unit, self.commune) if self.unit else ""

    @property
    def initial(self) -> dict[str, int | str]:
        """Return the values of a form that asks for the place."""
        return {"unit": self.unit.pk, "commune": self.commune} if self.unit else {}

    @staticmethod
    def keep(request: HttpRequest, unit: int | str, commune: str = "") -> None:
        request.session[KEY] = {"unit": unit, "commune": commune}

    @staticmethod
    def forget(request: HttpRequest) -> None:
        request.session.pop(KEY, None)
