"""Queries by attributes of master data (EPCIS 2.0 §8.2.7.1, HASATTR and EQATTR), for our places and lots.

HASATTR_readPoint=cbvmda:name                   the place has the attribute; values are alternatives
EQATTR_epcClass_cbvmda:descriptionShort=Mận     a lot in the event has the attribute with that value

Places are our communes and producers, classes are our lots. Attribute names come from CBV 2.0 and the GS1 Web
Vocabulary, short or as full URIs. Master data of others is not captured, so their places and classes have no
attributes.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet

from members.models import Unit
from products.models import Producer
from traceability.epcis.querysets import EpcisEventQuerySet
from traceability.epcis.schema import QUANTITY_LISTS
from traceability.epcis.vocabulary import VOC
from traceability.models import EpcisThing

MDA = "urn:epcglobal:cbv:mda:"
_PREFIXES = {"cbvmda:": MDA, "gs1:": VOC}
_SHAPE = re.compile(
    r"(?:HASATTR_(?P<has>readPoint|bizLocation|epcClass)|EQATTR_(?P<field>readPoint|bizLocation|epcClass)_(?P<attribute>.+:.+))"
)
_COLUMNS = {"readPoint": "read_point", "bizLocation": "biz_location"}
_TEXTS_OF_LOT = {
    MDA + "lotNumber": "lot__code",
    MDA + "descriptionShort": "lot__product__name",
    MDA + "netContentDescription": "lot__product__net_content",
}
_DAYS_OF_LOT = {
    MDA + "itemExpirationDate": "lot__expiry_date",
    MDA + "harvestStartDate": "lot__harvested_date",
    MDA + "harvestEndDate": "lot__harvested_date",
    VOC + "productionDate": "lot__produced_date",
}
COUNTRY = "VN"


def is_known(name: str) -> bool:
    return _SHAPE.fullmatch(name) is not None


def having(events: EpcisEventQuerySet, name: str, values: list[str]) -> EpcisEventQuerySet:
    """Return those of `events` that match a HASATTR or EQATTR parameter; `values` are alternatives.

    An unknown attribute matches none. `name` must be a parameter that is_known.
    """
    shape = _SHAPE.fullmatch(name)
    assert shape is not None
    field = shape["has"] or shape["field"]
    wanted: list[tuple[str, set[str] | None]]
    if shape["has"]:
        wanted = [(_full(value), None) for value in values]
    else:
        wanted = [(_full(shape["attribute"]), set(values))]
    if field == "epcClass":
        return events.filter(event_id__in=_things(wanted).values("event_id"))
    column = _COLUMNS[field]
    named = events.exclude(**{column: ""}).order_by(column).values_list(column, flat=True).distinct()
    fitting = [
        place
        for place, attributes in _of_places(named).items()
        if any(
            attribute in attributes and (equal is None or attributes[attribute] in equal)
            for attribute, equal in wanted
        )
    ]
    return events.filter(**{f"{column}__in": fitting})


def _full(attribute: str) -> str:
    for prefix, full in _PREFIXES.items():
        if attribute.startswith(prefix):
            return full + attribute.removeprefix(prefix)
    return attribute


def _things(wanted: Iterable[tuple[str, set[str] | None]]) -> QuerySet[EpcisThing]:
    fits = Q(pk__in=[])
    for attribute, equal in wanted:
        if path := _TEXTS_OF_LOT.get(attribute):
            fits |= Q(lot__isnull=False) & ~Q(**{path: ""}) if equal is None else Q(**{f"{path}__in": equal})
        elif path := _DAYS_OF_LOT.get(attribute):
            days = None if equal is None else [day for text in equal if (day := _day(text))]
            fits |= Q(**{f"{path}__isnull": False}) if days is None else Q(**{f"{path}__in": days})
    return EpcisThing.objects.filter(fits, field__in=QUANTITY_LISTS)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _of_places(uris: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return {URI: attributes} of those of `uris` that are communes or producers of ours.

    The URI of a commune has the state's code, that of a producer its pseudonym.
    """
    communes, producers = f"{settings.PUBLIC_ORIGIN}/xa/", f"{settings.PUBLIC_ORIGIN}/noi/"
    by_code: dict[int, str] = {}
    by_ref: dict[uuid.UUID, str] = {}
    for uri in uris:
        code = uri.removeprefix(communes)
        if code != uri and code.isascii() and code.isdigit() and len(code) < 10:
            by_code[int(code)] = uri
        elif uri.startswith(producers):
            try:
                by_ref[uuid.UUID(uri.removeprefix(producers))] = uri
            except ValueError:
                continue
    found = {}
    for unit in Unit.objects.select_related("parent").filter(pk__in=by_code):
        found[by_code[unit.pk]] = {MDA + "name": unit.name, **_around(unit)}
    for producer in Producer.objects.select_related("unit__parent").filter(ref__in=by_ref):
        found[by_ref[producer.ref]] = {
            MDA + "name": producer.name,
            MDA + "city": producer.unit.name,
            **_around(producer.unit),
        }
    return found


def _around(unit: Unit) -> dict[str, str]:
    return {MDA + "state": (unit.parent or unit).name, MDA + "countryCode": COUNTRY}
