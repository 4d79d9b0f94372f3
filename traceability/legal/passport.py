"""Content of a digital product passport (Decree 37/2026/NĐ-CP, Art. 32(1)), as data and as JSON-LD.

Unlike the origin page, its maker publishes it, complete or not at all. It is sent to no portal: none was
found that accepts passports (docs/decisions).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.conf import settings

from backend.common.text import fold
from products.products import nutrition
from traceability.epcis.bodies import lot_class
from traceability.models import Event, Lot, ProductCode
from traceability.scans.origin.facts import build_facts

CONTEXT = ["https://schema.org/", {"gs1": "https://ref.gs1.org/voc/"}]


def passport_facts(lot: Lot) -> dict[str, Any]:
    """Return the content of a passport published now: text and numbers only, in the order of Art. 32(1).

    Moments are ISO 8601, days YYYY-MM-DD.
    """
    product, producer = lot.product, lot.product.producer
    page = build_facts(lot)
    return {
        "name": product.name,
        "gtin": product.gtin or "",
        "lot": lot.code,
        "maker": {
            "name": producer.name,
            "address": page["producer"]["address"],
            "identityCode": producer.identity_code,
        },
        "origin": product.origin,
        "produced": _day(lot.produced_date or lot.harvested_date),
        "expiry": _day(lot.expiry_date),
        "events": [
            {
                "id": event.urn,
                "bizStep": event.biz_step,
                "time": event.event_time.isoformat(),
                "place": event.place.name if event.place else "",
            }
            for event in Event.objects.standing()
            .filter(lot_links__lot=lot)
            .select_related("place")
            .order_by("event_time", "event_id")
        ],
        "certificates": page["papers"],
        "warnings": product.warnings,
        "ingredients": product.ingredients,
        **({"nameEn": product.name_en} if product.name_en else {}),
        **({"nutrition": table} if (table := nutrition.table_of_product(product)) else {}),
        "netContent": product.net_content,
        "storage": product.storage,
        "usage": product.usage,
        "photo": page["photo"],
    }


def json_ld(
    facts: dict[str, Any], code: ProductCode, *, number: int, published: dt.datetime
) -> dict[str, Any]:
    """Return the passport as a schema.org Product, with GS1 terms where schema.org has none."""
    about = {
        "@context": CONTEXT,
        "@type": ["Product", "gs1:Product"],
        "@id": lot_class(code, facts["lot"]),
        "name": facts["name"],
        "gtin": facts["gtin"],
        "gs1:hasBatchLotNumber": facts["lot"],
        "manufacturer": {
            "@type": "Organization",
            "name": facts["maker"]["name"],
            "address": facts["maker"]["address"],
            "taxID": facts["maker"]["identityCode"],
        },
        "gs1:provenanceStatement": facts["origin"],
        "productionDate": facts["produced"],
        "version": number,
        "dateModified": published.isoformat(),
        "isPartOf": {"@type": "Legislation", "legislationIdentifier": "37/2026/NĐ-CP", "name": "Điều 32(1)"},
        "subjectOf": [
            {
                "@type": "Event",
                "@id": event["id"],
                "name": event["bizStep"],
                "startDate": event["time"],
                "location": event["place"],
            }
            for event in facts["events"]
        ],
        "hasCertification": [
            {
                "@type": "Certification",
                "name": paper["kind"],
                "certificationIdentification": paper["number"],
                "issuedBy": {"@type": "Organization", "name": paper["issuer"]},
                **({"expires": _iso(paper["until"])} if paper.get("until") else {}),
            }
            for paper in facts["certificates"]
        ],
        "url": f"{settings.PUBLIC_ORIGIN}",
    }
    # Only as stated by the maker: goods sold here may come from elsewhere, and a village is no country.
    if re.search(r"\bviet ?nam\b", fold(facts["origin"])):
        about["countryOfOrigin"] = {"@type": "Country", "name": "VN"}
    if facts["expiry"]:
        about["gs1:expirationDate"] = facts["expiry"]
    if facts["warnings"]:
        about["gs1:warningStatement"] = facts["warnings"]
    if facts.get("nameEn"):
        about["gs1:productName"] = [
            {"@language": "vi", "@value": facts["name"]},
            {"@language": "en", "@value": facts["nameEn"]},
        ]
    if facts.get("nutrition"):
        about |= nutrition.json_ld(facts["nutrition"])
    return about


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _iso(written: str) -> str:
    """Convert a day from the page's Vietnamese format to ISO 8601."""
    return dt.datetime.strptime(written, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007  # a day has no zone
