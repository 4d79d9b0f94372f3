"""Content of a lot's origin page, as data.

The same data renders the page and can be proved later. Each new version is stored as an OriginVersion row.
The row is erasable, because it has a household's name. A salted hash pins it in the ledger before the page is
first served.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import rfc8785
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.phones import format_phone
from backend.common.units import format_quantity
from backend.ledger import pins
from backend.ledger.actions import append_entry
from members.models import User
from products.certificates.enums import CertificateKind
from products.models import Certificate, Producer, Product
from products.producers.rules import public_owners, shows_phone
from products.producers.vouching import vouched_name
from products.products import nutrition
from products.products.enums import ProductState
from traceability.events.enums import EventKind
from traceability.events.journey import Step, journey
from traceability.genealogy.weighings import unusual_weighings
from traceability.lots.enums import Claim
from traceability.models import Lot, OriginVersion, Recall
from traceability.scans.origin.content import ProductContent, product_content


def producer_address(product: Product) -> str:
    producer = product.producer
    parts = [producer.address, producer.unit.name]
    if producer.unit.parent:
        parts.append(producer.unit.parent.name)
    return ", ".join(part for part in parts if part)


def certificates_of(product: Product) -> list[Certificate]:
    """Return certificates in force for the product or its producer, OCOP first."""
    rows = list(
        Certificate.objects.in_force()
        .filter(producer=product.producer)
        .select_related("decided_by", "producer__branch")
        .order_by("-issued_date", "id")
    )
    rows = [row for row in rows if row.product_id in (None, product.pk)]
    return sorted(rows, key=lambda row: row.kind != CertificateKind.OCOP)


def consenting_owner(product: Product) -> str:
    """Return the name of an owner who consented to its publication, else ""."""
    return next(iter(public_owners(product.producer)), "")


def claim_words(step: Step) -> str:
    """Return who confirms a step of the journey, and on which day, as text; "" if nobody does."""
    day = format_date(step.claim_date) if step.claim_date else ""
    return ", ".join(part for part in (step.claim_by, day) if part)


def vouched(by: User | None, producer: Producer, at: datetime | None) -> dict[str, str]:
    """Return the branch through which `by` checked something of `producer`, and the day; no person's name."""
    return {
        "verified_by": vouched_name(by, producer, at),
        "verified_on": format_date(timezone.localdate(at)) if at else "",
    }


def verification(paper: Certificate) -> dict[str, str]:
    """Return which branch of the Union verified `paper`, and on which day."""
    return vouched(paper.decided_by, paper.producer, paper.decided_at)


def build_facts(lot: Lot) -> dict[str, Any]:
    """Return the whole content of the page of `lot`: text and numbers only, in the order of the page."""
    return facts_of(lot, product_content(lot))


def facts_of(lot: Lot, content: ProductContent) -> dict[str, Any]:
    """Return the whole content of the page of `lot`, with the product's content taken from `content`.

    The photo is the SHA-256 of the published one, the voice a file name.
    """
    product = lot.product
    producer = product.producer
    certificates = certificates_of(product)
    stars = next((c for c in certificates if c.kind == CertificateKind.OCOP), None)
    place = lot.place or producer.unit
    steps = journey(lot)
    harvest = next((step for step in steps if step.kind == EventKind.HARVESTING), None)
    # Only if there are any: the facts of a lot that was never renamed stay as published.
    earlier = list(lot.aliases.values_list("code", flat=True))
    return {
        "lot": lot.code,
        **({"earlier_codes": earlier} if earlier else {}),
        "harvest_claim": harvest.claim if harvest else Claim.SELF.value,
        "harvest_by": claim_words(harvest) if harvest else "",
        "product": product_words(product, content),
        "photo": content.photo.sha256 if content.photo else "",
        "voice": content.voice,
        "producer": producer_facts(product),
        "dates": {
            "harvested": format_date(lot.harvested_date)
            if lot.harvested_date
            else (harvest.date_text if harvest else ""),
            "produced": format_date(lot.produced_date) if lot.produced_date else "",
            "expiry": format_date(lot.expiry_date) if lot.expiry_date else "",
        },
        "quantity": format_quantity(lot.quantity, lot.unit),
        "place": place.name,
        "stars": (
            {
                "count": stars.stars,
                "number": stars.number,
                "until": format_date(stars.valid_until) if stars.valid_until else "",
                **verification(stars),
            }
            if stars
            else None
        ),
        "papers": [
            {
                "kind": str(paper.get_kind_display()),
                "stars": paper.stars or 0,
                "number": paper.number,
                "issuer": paper.issuer,
                "issued": format_date(paper.issued_date),
                "until": format_date(paper.valid_until) if paper.valid_until else "",
                **verification(paper),
            }
            for paper in certificates
        ],
        "journey": [
            {
                "kind": step.kind,
                "label": str(step.label),
                "date": step.date_text,
                "place": step.place,
                "claim": step.claim,
                "by": claim_words(step),
                # Only for events of programs: a diary's lines stay as published.
                **({"told_by": "program", "states": list(step.states)} if step.is_captured else {}),
            }
            for step in steps
        ],
        **yield_facts(lot),
        **recall_facts(lot),
    }


def yield_facts(lot: Lot) -> dict[str, Any]:
    """Return what was weighed where more of `lot` was made than the process usually gives, and why.

    Empty if that never was: the facts of other lots stay as published. `source` is empty for an estimate, `reason`
    if the maker gave none.
    """
    rows = [
        {
            "into": format_quantity(one.into, "kg"),
            "out": format_quantity(one.out, "kg"),
            "usual": one.usual.percent,
            "source": one.usual.source,
            "reason": one.reason,
        }
        for one in unusual_weighings(lot)
        if one.usual is not None
    ]
    return {"yields": rows} if rows else {}


def producer_facts(product: Product) -> dict[str, Any]:
    """Return what pages show of the maker of `product`."""
    producer = product.producer
    return {
        "name": producer.name,
        "kind": str(producer.get_kind_display()),
        "owner": consenting_owner(product),
        "address": producer_address(product),
        "commune": producer.unit.name,
        "phone": format_phone(producer.phone) if shows_phone(producer) else "",
        **(
            vouched(producer.verified_by, producer, producer.verified_at)
            if producer.verified_at
            else {"verified_on": ""}
        ),
        "about": producer.about,
    }


def product_words(product: Product, content: ProductContent) -> dict[str, Any]:
    """Return the content of the product itself.

    The day of a take-down is included only if there is one: other facts stay as published.
    """
    off = {"taken_down_on": format_date(content.taken_down_on)} if content.taken_down_on else {}
    return {**content.words, "is_retired": product.state == ProductState.RETIRED, **off}


def facts_without_lot(product: Product, content: ProductContent) -> dict[str, Any]:
    """Return the page content of a product's code without any lot; the ledger does not record it."""
    return {
        "lot": _("chưa có lô"),
        "product": product_words(product, content),
        "producer": producer_facts(product),
        "dates": {"harvested": "", "produced": "", "expiry": ""},
    }


def first_days(dates: dict[str, str]) -> list[tuple[str, str]]:
    """Return the days of the first row of the page's card, as (name, day).

    They are the day of production, for fresh goods that of the harvest, and the expiry. Goods without any day
    count as harvested, on an unknown one.
    """
    rows = [(_("NSX"), dates["produced"])] if dates["produced"] else []
    if not rows and (dates["harvested"] or not dates["expiry"]):
        rows = [(_("Ngày thu hoạch"), dates["harvested"] or _("chưa ghi"))]
    return [*rows, *([(_("HSD"), dates["expiry"])] if dates["expiry"] else [])]


def recall_facts(lot: Lot) -> dict[str, Any]:
    """Return the first open recall of the whole lot, and ended recalls of the lot or some of its labels.

    Recalls that reached the lot from its ingredients are included.
    """
    current = Recall.objects.reaching(lot).select_related("lot").first()
    over = [
        {
            "reason": recall.reason,
            "since": format_date(timezone.localdate(recall.started_at)),
            "until": format_date(timezone.localdate(recall.ended_at)),
            "end_reason": recall.end_reason,
            "is_part": recall.run_id is not None,
            "from_lot": recall.lot.code if recall.lot_id != lot.pk else "",
        }
        for recall in Recall.objects.ever_reaching(lot).select_related("lot")
        if recall.ended_at is not None
    ]
    return {
        "recall": (
            {
                "reason": current.reason,
                "advice": current.advice,
                "contact": current.contact,
                "since": format_date(timezone.localdate(current.started_at)),
                # Made from recalled goods: the buyer holds another lot than the one named.
                "from_lot": current.lot.code if current.lot_id != lot.pk else "",
            }
            if current
            else None
        ),
        # Only if there are any: unchanged facts are the same version of the page.
        **({"past_recalls": over} if over else {}),
    }


def consumer_rows(facts: dict[str, Any], *, has_photo: bool = True) -> list[tuple[str, str]]:
    """Return the minimum content for consumers by Decree 37/2026/NĐ-CP Art. 23(7), as (name, value).

    Gaps are marked. `has_photo`: the page shows a photo at its top.
    """
    product, producer, dates = facts["product"], facts["producer"], facts["dates"]
    gap = _("chưa khai")
    no_photo = _("đã gỡ theo yêu cầu") if product.get("taken_down_on") else _("chưa có")
    return [
        (_("Tên sản phẩm"), product["name"]),
        (_("Hình ảnh"), _("có") if has_photo else no_photo),
        (_("Nơi sản xuất"), producer["name"]),
        (_("Địa chỉ"), producer["address"]),
        (_("Xuất xứ"), product["origin"] or gap),
        (_("Nhãn hiệu"), product["brand"] or _("không có")),
        (_("Mã sản phẩm"), product["gtin"] or _("chưa có mã GTIN")),
        (_("Số lô"), facts["lot"]),
        *(
            [(_("Số lô in trên tem cũ"), ", ".join(facts["earlier_codes"]))]
            if facts.get("earlier_codes")
            else []
        ),
        (_("Ngày thu hoạch"), dates["harvested"] or _("không ghi")),
        (_("Ngày sản xuất (NSX)"), dates["produced"] or _("không ghi")),
        (_("Hạn sử dụng (HSD)"), dates["expiry"] or _("không ghi")),
        *[
            (name, value)
            for name, value in [
                (_("Khối lượng, dung tích"), product["net_content"]),
                (_("Thành phần"), product["ingredients"]),
                *nutrition.rows(product.get("nutrition")),
                (
                    _("Độ cồn"),
                    f"{product['alcohol_percent'].replace('.', ',')} %" if product["alcohol_percent"] else "",
                ),
                (_("Chất liệu"), product["materials"]),
                (_("Quy cách"), product["specification"]),
                (_("Cách dùng"), product["usage"]),
                (_("Bảo quản"), product["storage"]),
                (_("Lưu ý an toàn"), product["warnings"]),
                (_("Tiêu chuẩn áp dụng"), product["standards"]),
            ]
            if value
        ],
    ]


def publish(lot: Lot, facts: dict[str, Any]) -> OriginVersion:
    """Store `facts` as a new version of the page's content, with its pin in the ledger, and return it.

    If the newest version has the same facts, return that one.
    """
    body = rfc8785.dumps(facts)
    latest = lot.origin_versions.order_by("-id").first()
    if (
        latest is not None
        and latest.erased_at is None
        and latest.facts
        and rfc8785.dumps(latest.facts) == body
    ):
        return latest
    with transaction.atomic():
        # Two processes may build the new version at once: the lot's row lets one write it.
        Lot.objects.select_for_update(no_key=True).get(pk=lot.pk)
        latest = lot.origin_versions.order_by("-id").first()
        if latest is not None and latest.facts and rfc8785.dumps(latest.facts) == body:
            return latest
        salt = pins.new_salt()
        pinned = pins.pin(salt, body)
        number = (latest.number if latest else 0) + 1
        append_entry(
            kind="origin.published",
            subject=f"lot:{lot.pk}",
            payload={"lot": lot.code, "version": number, "pin": pinned},
            by=None,
        )
        return OriginVersion.objects.create(
            lot=lot, number=number, facts=json.loads(body), salt=salt, pin=pinned
        )
