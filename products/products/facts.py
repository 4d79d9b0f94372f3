"""The content of a product's public page as plain data: the same bytes for the same page.

The fields are those of Decree 37/2026/NĐ-CP: Art. 23(7) (the least on the national portal), Art. 41(5) and 42 with
Annex I (the content of a label, except what changes with each pack).
"""

from __future__ import annotations

from typing import Any

import rfc8785

from backend.common.text import fold
from products.certificates.enums import CertificateState
from products.certificates.ocop import SETS
from products.models import Product

# The attributes of a product that its public page shows. A change of one of them makes a new version.
PUBLIC_FIELDS = (
    "name", "price", "unit", "ocop_set", "gtin", "is_packed", "net_content", "origin", "ingredients", "usage",
    "storage", "warnings", "alcohol_percent", "materials", "specification", "brand", "standards",
    "shelf_life_days", "season_months", "story", "nutrition", "nutrition_per", "energy_kcal", "protein_g", "carbohydrate_g", "fat_g",
    "sodium_mg", "sugars_g", "saturated_fat_g", "has_added_sugar", "is_fried", "name_en", "summary_en",
)  # fmt: skip
# What officers write for readers of English. The people of the producer read it, and don't change it.
ENGLISH_FIELDS = ("name_en", "summary_en")
# Fields that define what an officer approved: another name, group or recipe is another product.
CORE_FIELDS = ("name", "ocop_set", "ingredients")


def public_facts(product: Product) -> dict[str, Any]:
    """Return the public content of the product's page as JSON values, without empty values.

    Reads producer, unit, photos and certificates: four queries at most.
    """
    producer = product.producer
    facts: dict[str, Any] = {field: json_value(getattr(product, field)) for field in PUBLIC_FIELDS}
    facts["producer"] = {
        "ref": str(producer.ref),
        "kind": producer.kind,
        "name": producer.name,
        "unit": producer.unit_id,
        "address": producer.address,
        "identity_code": producer.identity_code,
        "verified_at": producer.verified_at.isoformat() if producer.verified_at else None,
    }
    facts["photos"] = [link.photo.sha256 for link in product.photo_links.select_related("photo")]
    facts["certificates"] = [
        {
            "kind": each.kind,
            "number": each.number,
            "stars": each.stars,
            "issued": each.issued_date.isoformat(),
            "valid_until": each.valid_until.isoformat() if each.valid_until else None,
        }
        for each in producer.certificates.filter(state=CertificateState.VERIFIED).order_by("pk")
        if each.product_id in (None, product.pk)
    ]
    facts["voice"] = product.voice.name
    facts["retired_at"] = product.retired_at.isoformat() if product.retired_at else None
    return {key: value for key, value in facts.items() if value not in (None, "", [], False)}


def canonical(facts: dict[str, Any]) -> str:
    """Return `facts` as canonical JSON (RFC 8785)."""
    return rfc8785.dumps(facts).decode()


def json_value(value: Any) -> Any:
    """Return a field's value as JSON stores it: decimals and dates as text, everything else unchanged."""
    if value is None or isinstance(value, (bool, int, str, list)):
        return value
    return str(value)


def search_text(product: Product) -> str:
    """Return the text that the search indexes: folded names, brand, group, producer, commune and origin."""
    group = SETS.get(product.ocop_set or 0)
    parts = [
        product.name,
        product.name_en,
        product.brand,
        str(group.name) if group else "",
        product.producer.name,
        product.producer.unit.name,
        product.origin,
    ]
    return fold(" ".join(part for part in parts if part))
