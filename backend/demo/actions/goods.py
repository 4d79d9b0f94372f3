"""Products with their certificates, lots and events."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from backend.demo.actions.makers import Makers, acting_for, officer_of
from backend.demo.actions.people import People
from backend.demo.actions.pictures import drawing
from backend.demo.data.english import ENGLISH
from backend.demo.data.goods import GOODS
from backend.demo.data.makers import MAKERS
from backend.demo.data.shapes import Batch, Good, Maker, Paper, Step
from backend.demo.days import anchor
from members.acting import Actor
from products.certificates.actions.certificates import add_certificate, verify_certificate
from products.certificates.enums import CertificateKind
from products.legal.goods import PACKED_FOOD
from products.listing.actions.listing import list_product, return_product, submit_product
from products.models import Producer, Product
from products.photos.actions import attach_photo
from products.products.actions.products import create_draft, translate_product
from products.products.enums import ProductState
from traceability.events.actions import LotPart, record_event
from traceability.events.actions.checks import check_event
from traceability.events.enums import EventKind
from traceability.labels.actions import request_run
from traceability.lots.actions.lots import close_lot, open_lot
from traceability.lots.enums import Claim, LotRole
from traceability.models import Lot

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ISSUERS = {
    CertificateKind.OCOP: "Uỷ ban nhân dân tỉnh Sơn La (giấy mẫu)",
    CertificateKind.VIETGAP: "Tổ chức chứng nhận mẫu",
    CertificateKind.ORGANIC: "Tổ chức chứng nhận mẫu",
    CertificateKind.GEOGRAPHICAL_INDICATION: "Uỷ ban nhân dân tỉnh Sơn La (giấy mẫu)",
    CertificateKind.FOOD_SAFETY: "Chi cục quản lý chất lượng (giấy mẫu)",
}
_BY_KEY = {maker.key: maker for maker in MAKERS}


def key_of(good: Good) -> UUID:
    """Return the draft key of a product of the demo, by which it is found again."""
    return uuid5(NAMESPACE_URL, f"pieu:demo:{good.key}")


def product_of(good: Good) -> Product | None:
    return Product.objects.filter(draft_key=key_of(good)).select_related("producer").first()


def lots_of(good: Good) -> list[Lot]:
    """Return the product's lots in the order of their creation: its batches first."""
    return list(Lot.objects.filter(product__draft_key=key_of(good)).order_by("pk"))


def load_goods(people: People, makers: Makers) -> None:
    """Create the missing products of the demo, each in its own transaction.

    Existing products don't change.
    """
    for good in GOODS:
        if product_of(good) is None:
            _bring(good, _BY_KEY[good.maker], makers[good.maker], people)


@transaction.atomic
def _bring(good: Good, maker: Maker, producer: Producer, people: People) -> None:
    actor, officer = acting_for(maker, people), Actor.of(officer_of(maker, people))
    fields = {
        "name": good.name, "ocop_set": good.set, "price": good.price, "unit": good.unit, "gtin": good.gtin,
        "is_packed": good.is_packed, "net_content": good.net, "origin": good.origin, "ingredients": good.ingredients,
        "usage": good.usage, "storage": good.storage, "warnings": good.warnings, "alcohol_percent": good.alcohol,
        "materials": good.materials, "specification": good.specification, "brand": good.brand,
        "standards": good.standards, "shelf_life_days": good.shelf_life, "season_months": good.months if good.story else (),
        "story": good.story, "nutrition": good.nutrition if good.is_packed and good.set in PACKED_FOOD else "",
    }  # fmt: skip
    product = create_draft(
        actor=actor,
        producer=producer,
        draft_key=key_of(good),
        **{name: value for name, value in fields.items() if value},
    )
    if good.key in ENGLISH:
        name_en, summary_en = ENGLISH[good.key]
        product = translate_product(actor=officer, product=product, name_en=name_en, summary_en=summary_en)
    attach_photo(actor=actor, product=product, photo=drawing(good.key, actor=actor, producer=producer))
    lots = [_open(good, batch, product, actor) for batch in good.batches]
    if good.state != ProductState.DRAFT:
        submit_product(actor=actor, product=product, wants_help=not good.story)
    if good.state == ProductState.LISTED:
        list_product(actor=officer, product=product)
    elif good.state == ProductState.RETURNED:
        return_product(actor=officer, product=product, reasons=good.returned_for)
    product.refresh_from_db()
    for paper in good.papers:
        _show(paper, product, people)
    for batch, lot in zip(good.batches, lots, strict=True):
        _record_events(good, batch, lot, actor, officer)
        if product.state == ProductState.LISTED and not batch.is_used_up:
            request_run(actor=actor, lot=lot, count=batch.labels, layout=batch.layout)
        if batch.is_closed or batch.is_used_up:
            close_lot(actor=actor, lot=lot)


def _main_day(good: Good, batch: Batch) -> dt.date:
    return anchor(good.made_in or good.months, timezone.localdate()) - dt.timedelta(days=batch.ago)


def _open(good: Good, batch: Batch, product: Product, actor: Actor) -> Lot:
    day = _main_day(good, batch)
    # The harvest event has the day of harvested goods; made goods have a production day.
    is_harvested = any(step.kind == EventKind.HARVESTING for step in good.steps)
    made_on = None if is_harvested and not good.is_packed else day
    if is_harvested and good.is_packed:
        packed = [step.day for step in good.steps if step.kind == EventKind.PACKING]
        made_on = min(day + dt.timedelta(days=packed[0] if packed else 0), timezone.localdate())
    return open_lot(
        actor=actor,
        product=product,
        quantity=batch.quantity,
        unit=good.unit,
        harvested_date=day if is_harvested else None,
        produced_date=made_on,
    )


def _record_events(good: Good, batch: Batch, lot: Lot, actor: Actor, officer: Actor) -> None:
    """Record the lot's events, oldest first. Events that would be in the future are left out.

    Packing and shipping of a batch that was used up are left out too. For VietGAP goods, the officer confirms
    the harvests.
    """
    day, now = _main_day(good, batch), timezone.now()
    for number, step in enumerate(sorted(good.steps, key=lambda step: (step.day, step.hour))):
        at = dt.datetime.combine(day + dt.timedelta(days=step.day), dt.time(step.hour, 12), VIETNAM)
        if at > now or (batch.is_used_up and step.kind in (EventKind.PACKING, EventKind.SHIPPING)):
            continue
        inputs = _inputs(step) if batch is good.batches[0] else []
        event = record_event(
            actor=actor,
            kind=step.kind,
            event_time=at,
            lots=[*inputs, _part(step, batch, lot)],
            note=step.note,
            person=step.person,
            event_id=uuid5(key_of(good), f"{lot.code}:{number}"),
        )
        if step.kind == EventKind.HARVESTING and any(
            paper.kind == CertificateKind.VIETGAP for paper in good.papers
        ):
            check_event(actor=officer, event=event, claim=Claim.VERIFIED)


def _part(step: Step, batch: Batch, lot: Lot) -> LotPart:
    if step.kind == EventKind.HARVESTING:
        return LotPart(lot, LotRole.SUBJECT, Decimal(batch.quantity), lot.unit)
    if step.kind == EventKind.PROCESSING:
        return LotPart(lot, LotRole.OUTPUT)
    return LotPart(lot)


def _inputs(step: Step) -> list[LotPart]:
    found = {good.key: good for good in GOODS}
    return [
        LotPart(lots_of(found[key])[number], LotRole.INPUT, Decimal(quantity), unit)
        for key, number, quantity, unit in step.uses
    ]


def _show(paper: Paper, product: Product, people: People) -> None:
    """Add a certificate of the product with a scan, by the Union's staff.

    The province's officer verifies it if `paper.is_verified`.
    """
    staff, officer = Actor.of(people["nga"]), Actor.of(people["huong"])
    is_ocop = paper.kind == CertificateKind.OCOP
    issued = timezone.localdate() - dt.timedelta(days=paper.age)
    certificate = add_certificate(
        actor=staff,
        producer=product.producer,
        product=product,
        kind=paper.kind,
        number=paper.number,
        issuer=ISSUERS[paper.kind] if paper.stars != 5 else "Trung ương (giấy mẫu)",
        issued_date=issued,
        valid_until=None if paper.left is None else timezone.localdate() + dt.timedelta(days=paper.left),
        decision=f"{paper.number}/QĐ" if is_ocop else "",
        decision_date=issued if is_ocop else None,
        stars=paper.stars,
        points=paper.points or None,
        scan=drawing(paper.scan, actor=staff),
        scan_is_public=True,
    )
    if paper.is_verified:
        verify_certificate(actor=officer, certificate=certificate)
