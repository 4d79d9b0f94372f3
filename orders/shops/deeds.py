"""What entries about offers and shops were about: the product and its price, the shop and its answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.money import format_dong
from backend.ledger.deeds import Deed
from members.models import Unit
from orders.models import Offer
from products.producers.deeds import producers_of
from products.products.deeds import in_sentence, names_of


def offer_phrases(deeds: Sequence[Deed]) -> list[str]:
    names = names_of(deed.subject_pk for deed in deeds)
    offers = Offer.objects.in_bulk({deed.payload.get("offer") for deed in deeds} - {None})
    phrases = []
    for deed in deeds:
        offer, price = offers.get(deed.payload.get("offer")), deed.payload.get("price")
        label = offer.label if offer else ""
        cost = f"{format_dong(price)}/{label}" if price and label else format_dong(price) if price else label
        phrases.append(deed.about(in_sentence(names.get(deed.subject_pk, "")), cost))
    return phrases


def shop_phrases(deeds: Sequence[Deed]) -> list[str]:
    producers = producers_of(deed.subject_id for deed in deeds)
    units = Unit.objects.in_bulk({deed.payload.get("unit") for deed in deeds} - {None})
    phrases = []
    for deed in deeds:
        producer = producers.get(deed.subject_id)
        unit = units.get(deed.payload.get("unit"))
        phrases.append(
            deed.about(producer.name, unit.name if unit else "", *_answers(deed)) if producer else ""
        )
    return phrases


def _answers(deed: Deed) -> list[str]:
    payload, words = deed.payload, []
    for field, label in (
        ("commune_fee", _("phí trong xã %(fee)s")),
        ("province_fee", _("phí trong tỉnh %(fee)s")),
        ("fee", _("phí giao %(fee)s")),
    ):
        if payload.get(field) is not None:
            words.append(label % {"fee": format_dong(payload[field])})
    if payload.get("has_pickup"):
        words.append(_("có chỗ lấy hàng"))
    if "is_set" in payload:
        words.append(_("đã ghi số tài khoản") if payload["is_set"] else _("đã bỏ số tài khoản"))
    if deed.kind == "shop.paused":
        until = payload.get("until")
        words.append(
            _("nghỉ đến %(day)s") % {"day": format_date(dt.date.fromisoformat(until))}
            if until
            else _("bán lại từ nay")
        )
    return words
