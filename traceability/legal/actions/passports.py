"""Publish a digital product passport, and make a product's label the page that its code opens."""

from __future__ import annotations

import json
from typing import Any

import rfc8785
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common.errors import DomainError
from backend.ledger import pins
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.rules import require
from products.legal.rule import Surface
from products.models import Product
from products.products.enums import ProductState
from traceability.labels.actions.codes import code_for
from traceability.legal.gaps import Gap, gaps, product_gaps
from traceability.legal.passport import json_ld, passport_facts
from traceability.legal.passport_standing import ended_of
from traceability.legal.rights import may_publish_passport, may_switch_e_label
from traceability.lots.actions.locking import lock_lots, refresh_pages
from traceability.models import ELabel, Lot, Passport, Recall


class PassportError(DomainError):
    """A passport or an e-label can't be made as requested."""

    status_code = 409


class PassportIncomplete(PassportError):
    """Content that the law requires is missing; `gaps` lists it, each with its article."""

    def __init__(self, missing: list[Gap]) -> None:
        lines = " ".join(f"{gap.message} ({gap.clause})" for gap in missing)
        super().__init__(_("Còn thiếu: %(lines)s") % {"lines": lines}, code="passport_incomplete")
        self.gaps = missing


@transaction.atomic
def publish_passport(*, actor: Actor, lot: Lot) -> Passport:
    """Publish the present passport of `lot` as a new version. An unchanged one changes nothing.

    Raises NotAllowed, PassportError, PassportIncomplete.
    """
    require(may_publish_passport(actor.member, lot))
    lock_lots([lot.pk])
    lot = Lot.objects.select_related(
        "place", "product__producer__unit__parent", "product__producer__branch"
    ).get(pk=lot.pk)
    if lot.product.state != ProductState.LISTED:
        raise PassportError(_("Sản phẩm này chưa được duyệt."), code="product_not_listed")
    if Recall.objects.reaching(lot).exists():
        raise PassportError(_("Lô này đang bị thu hồi."), code="lot_recalled")
    if missing := gaps(lot, Surface.PASSPORT):
        raise PassportIncomplete(missing)
    with override("vi"):
        body = rfc8785.dumps(passport_facts(lot))
    latest = lot.passports.order_by("-number").first()
    if latest is not None and latest.facts and rfc8785.dumps(latest.facts) == body:
        return latest
    salt = pins.new_salt()
    pinned = pins.pin(salt, body)
    number = (latest.number if latest else 0) + 1
    append_entry(
        kind="passport.published",
        subject=f"lot:{lot.pk}",
        payload={"lot": lot.code, "version": number, "pin": pinned},
        **actor.ledger_refs(),
    )
    # Links of codes are cached by the version of the lot's page (traceability/resolver/links.py).
    refresh_pages([lot.pk])
    return Passport.objects.create(
        lot=lot, number=number, facts=json.loads(body), salt=salt, pin=pinned, by=actor.by
    )


@transaction.atomic
def switch_e_label(*, actor: Actor, product: Product, is_on: bool) -> ELabel | None:
    """Make the page that a scan of `product` opens the product's label, or stop that.

    See Decree 37/2026/NĐ-CP, Art. 52-55.

    Labels printed later state it. Raises NotAllowed, PassportError. Raises PassportIncomplete if the product
    itself lacks what every label requires.
    """
    require(may_switch_e_label(actor.member, product))
    # Lock lots before their product, as everywhere; a lot opened meanwhile gets the label when it is first
    # shown.
    lots = list(Lot.objects.filter(product=product).values_list("pk", flat=True))
    lock_lots(lots)
    product = (
        Product.objects.select_for_update(of=("self",), no_key=True)
        .select_related("producer__unit")
        .get(pk=product.pk)
    )
    current = product.e_labels.filter(until=None).first()
    if (current is not None) == is_on:
        return current
    if is_on and product.state != ProductState.LISTED:
        raise PassportError(_("Sản phẩm này chưa được duyệt."), code="product_not_listed")
    if is_on and (missing := product_gaps(product, Surface.LABEL)):
        raise PassportIncomplete(missing)
    now = timezone.now()
    if current is not None:
        current.until = now
        current.save(update_fields=["until"])
    else:
        current = ELabel.objects.create(product=product, since=now, by=actor.by)
    # The page that a scan opens links to the label, and is cached by this version.
    refresh_pages(lots)
    append_entry(
        kind="elabel.on" if is_on else "elabel.off",
        subject=f"product:{product.pk}",
        payload={"product": product.pk, "at": now.isoformat()},
        **actor.ledger_refs(),
    )
    return current


def published_passport(lot_id: int) -> Passport | None:
    """Return the last published passport of a lot, which everybody may read."""
    rows = Passport.objects.filter(lot__pk=lot_id, erased_at=None).select_related(
        "lot__place", "lot__product__producer__unit__parent", "lot__product__producer__branch"
    )
    return rows.order_by("-number").first()


def passport_url(row: Passport) -> str:
    return settings.PUBLIC_ORIGIN + reverse("traceability:passport", args=[row.lot_id])


def passport_document(row: Passport) -> dict[str, Any]:
    """Return `row` as JSON-LD, with the recall of its lot, if any, and what ended since publication."""
    document = json_ld(
        row.facts or {}, code_for(row.lot.product), number=row.number, published=row.published_at
    )
    ended = ended_of(row)
    for event in document["subjectOf"]:
        if event["@id"] in ended.events:
            event |= {
                "eventStatus": "https://schema.org/EventCancelled",
                "description": "Đã khai là ghi nhầm.",
            }
    for paper in document["hasCertification"]:
        is_over = (paper["certificationIdentification"], paper["issuedBy"]["name"]) in ended.papers
        paper["certificationStatus"] = (
            f"https://schema.org/Certification{'Inactive' if is_over else 'Active'}"
        )
    document["url"] = passport_url(row)
    if recall := widest_recall(row.lot):
        document["gs1:recallStatus"] = recall.reason
    return document


def widest_recall(lot: Lot) -> Recall | None:
    """Return the open recall that covers most of the lot: the whole lot before some labels."""
    open_ones = Recall.objects.touching(lot).select_related("lot")
    return min(open_ones, key=lambda recall: recall.run_id is not None, default=None)
