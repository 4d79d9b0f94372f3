"""Create, change and verify households, cooperatives and companies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import FieldErrors
from backend.common.phones import PhoneError, parse_phone
from backend.common.text import nfc, slugify_vi
from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows, states
from members.acting import Actor
from members.consent.actions import give_consents
from members.consent.enums import ASKED_WITH_FIRST_PRODUCT, ConsentPurpose
from members.models import Unit
from members.rules import require
from products import ports
from products.listing.moderation import refusal_of
from products.listing.review_marks import CHANGED, CHANGED_CODE, is_reviewed_version, mark_of_producer
from products.models import Photo, Producer, ProducerPerson
from products.photos.actions import erase_unused_photo
from products.photos.publicity import set_public
from products.photos.rules import may_use_photo
from products.producers.actions.overseeing import home_unit, lacks_commune, overseeing_branch, union_province
from products.producers.actions.verification import grace_payload
from products.producers.enums import ProducerKind, ProducerRole, VerifiedHow
from products.producers.errors import ProducerError, ProducerWrongState
from products.producers.news import notify_each, notify_of_grace, officers_of, people_of
from products.producers.rules import may_change_producer, may_create_producer, may_verify_producer
from products.products.actions.facts import publish_facts_of_producer
from products.products.cleaning import max_length, paragraphs
from products.products.pinned_rows import pin_producer

MAX_PRODUCERS_A_PERSON = 10
# Fields that the Union checked when it verified the producer: changing one ends the verification.
VERIFIED_FIELDS = ("kind", "name", "unit", "identity_code")
VERIFICATION = [
    "verified_at", "verified_by", "verified_how", "saw_birth_date", "saw_personal_id",
    "verification_asked_at", "verification_returned_at", "verification_needs", "grace_until_date",
]  # fmt: skip
# Listed products stay public for so long after the verification ended.
GRACE_DAYS = 30
UNSEEN = {
    "saw_birth_date": gettext_lazy("Chị xem ngày sinh trên giấy tờ rồi đánh dấu."),
    "saw_personal_id": gettext_lazy("Chị xem số định danh cá nhân trên giấy tờ rồi đánh dấu."),
}


@transaction.atomic
def create_producer(
    *,
    actor: Actor,
    kind: str,
    name: str,
    unit: Unit,
    address: str = "",
    phone: str = "",
    identity_code: str = "",
    about: str = "",
) -> Producer:
    """Create a producer owned by `actor.member`, overseen by the branch of its commune.

    Raises FieldErrors, and ProducerError if the member already runs MAX_PRODUCERS_A_PERSON producers.
    """
    require(may_create_producer(actor.member))
    owned = ProducerPerson.objects.filter(user=actor.member, until=None).count()
    if owned >= MAX_PRODUCERS_A_PERSON:
        raise ProducerError(_("Chị đã có nhiều nơi sản xuất. Chị nhờ cán bộ xem giúp."), code="too_many")
    values = _clean(
        {
            "kind": kind,
            "name": name,
            "unit": unit,
            "address": address,
            "phone": phone,
            "identity_code": identity_code,
            "about": about,
        }
    )
    producer = Producer.objects.create(
        **values,
        slug=_free_slug(values["name"]),
        branch=overseeing_branch(unit=values["unit"], member=actor.member),
        created_by=actor.by,
    )
    person = ProducerPerson.objects.create(
        producer=producer, user=actor.member, role=ProducerRole.OWNER, added_by=actor.by
    )
    append_entry(
        kind="producer.created",
        subject=f"producer:{producer.ref}",
        payload={"kind": producer.kind, "unit": producer.unit_id},
        **actor.ledger_refs(),
    )
    append_entry(
        kind="producer.joined",
        subject=f"producer:{producer.ref}",
        payload={
            "person": str(actor.member.ref),
            "role": ProducerRole.OWNER.value,
            **states(person, producer),
        },
        **actor.ledger_refs(),
    )
    pin_producer(producer)
    return producer


def ensure_producer(*, actor: Actor) -> Producer | None:
    """Return the producer of the member's latest product, or create a household with the member's name.

    So a member can start with a product, not with a producer. The household's unit is the member's commune if
    it is known, else the Union's province, until the diary has asked for it (lacks_commune). Returns None
    without the member's name or any unit.
    """
    own = (
        Producer.objects.run_by(actor.member)
        .filter(is_active=True)
        .annotate(latest=Max("products__created_at"))
        .order_by(F("latest").desc(nulls_last=True), "pk")
        .first()
    )
    if own is not None:
        return own
    unit = home_unit(actor.member) or union_province()
    if unit is None or not actor.member.full_name:
        return None
    name = _("Hộ %(name)s") % {"name": actor.member.full_name}
    return create_producer(actor=actor, kind=ProducerKind.HOUSEHOLD, name=name, unit=unit)


@transaction.atomic
def update_producer(*, actor: Actor, producer: Producer, changes: dict[str, Any]) -> Producer:
    """Change fields of the producer: kind, name, unit, address, phone, identity_code, about, portrait.

    A change of name, kind, commune or code ends a verification: the producer waits for an officer again, and
    the officers are notified. A replaced portrait is erased with its files, unless something else shows it: it was public by a person's consent,
    not as a record of goods. Raises FieldErrors.
    """
    require(may_change_producer(actor.member, producer))
    producer = Producer.objects.locked(producer.pk)
    changes = dict(changes)
    portrait = changes.pop("portrait", producer.portrait)
    if portrait is not None and portrait != producer.portrait:
        require(may_use_photo(actor.member, portrait))
    changed = {field: value for field, value in _clean(changes).items() if value != getattr(producer, field)}
    former = producer.portrait
    if portrait != former:
        changed["portrait"] = portrait
    if not changed:
        return producer
    is_placed = "unit" in changed and lacks_commune(producer)
    for field, value in changed.items():
        setattr(producer, field, value)
    if "unit" in changed:
        producer.branch = overseeing_branch(unit=producer.unit, member=actor.member)
    was_verified = producer.verified_at is not None
    if was_verified and not changed.keys().isdisjoint(VERIFIED_FIELDS):
        _take_back(producer)
        append_entry(
            kind="producer.unverified",
            subject=f"producer:{producer.ref}",
            payload={"fields": sorted(changed)} | grace_payload(producer),
            **actor.ledger_refs(),
        )
        notify_each(
            officers_of(producer),
            kind="producer.changed",
            title=gettext_lazy("%(name)s đổi thông tin, cần xác minh lại"),
            values={"name": producer.name},
            url=reverse("products:verify_producer", args=[producer.pk]),
        )
        notify_of_grace(producer, today=timezone.localdate(), sms=True, but=actor.by)
    producer.save()
    pin_producer(producer)
    if actor.is_helping:
        append_entry(
            kind="producer.changed",
            subject=f"producer:{producer.ref}",
            payload={"fields": sorted(changed)},
            **actor.ledger_refs(),
        )
    if portrait is not None:
        _show_portrait(producer)
    if former is not None and former != portrait:
        erase_unused_photo(former)
    publish_facts_of_producer(actor=actor, producer=producer)
    if is_placed:
        ports.producer_placed(actor=actor, producer=producer)
    return producer


@transaction.atomic
def show_to_buyers(*, actor: Actor, producer: Producer, purposes: Collection[str]) -> None:
    """Give the member's consents to `purposes`, as answered with a first product.

    With PUBLIC_PHONE, a household without a number gets the member's. Raises NotAllowed.
    """
    asked = {str(purpose) for purpose in ASKED_WITH_FIRST_PRODUCT}
    give_consents(actor=actor, purposes=asked.intersection(purposes))
    is_household = producer.kind == ProducerKind.HOUSEHOLD
    wants_phone = ConsentPurpose.PUBLIC_PHONE in purposes
    if wants_phone and is_household and not producer.phone and actor.member.phone:
        update_producer(actor=actor, producer=producer, changes={"phone": actor.member.phone})


@transaction.atomic
def verify_producer(
    *,
    actor: Actor,
    producer: Producer,
    how: str = VerifiedHow.VISIT,
    saw_birth_date: bool = False,
    saw_personal_id: bool = False,
    reviewed_mark: str | None = None,
) -> Producer:
    """Record that an officer verified who the seller is, in the way `how`. Idempotent.

    For a household, the officer confirms having read the seller's day of birth and personal number (Law
    122/2025/QH15). Only the confirmations are stored: no values, no pictures of papers.
    reviewed_mark: the mark of the version that the officer read (products.listing.review_marks).
    Raises NotAllowed, FieldErrors, and ProducerWrongState if the producer changed since it was read.
    """
    if how not in VerifiedHow.values:
        raise FieldErrors({"how": _("Chị chọn đã xác minh bằng cách nào.")})
    require(
        may_verify_producer(actor.member, producer),
        _("Chỉ cán bộ Hội phụ trách xã này, và không phải người của nơi sản xuất, mới xác minh được."),
    )
    producer = Producer.objects.locked(producer.pk)
    if producer.verified_at is not None:
        return producer
    if not is_reviewed_version(reviewed_mark, mark_of_producer(producer)):
        raise ProducerWrongState(str(CHANGED), code=CHANGED_CODE)
    saw = {"saw_birth_date": saw_birth_date, "saw_personal_id": saw_personal_id}
    if producer.kind == ProducerKind.HOUSEHOLD and not all(saw.values()):
        raise FieldErrors(
            {field: str(UNSEEN[field]) for field, is_confirmed in saw.items() if not is_confirmed}
        )
    producer.verified_at, producer.verified_by, producer.verified_how = timezone.now(), actor.member, how
    producer.saw_birth_date, producer.saw_personal_id = saw_birth_date, saw_personal_id
    producer.verification_asked_at = producer.verification_returned_at = producer.grace_until_date = None
    producer.verification_needs = ""
    producer.save(update_fields=VERIFICATION)
    state_rows(producer)
    append_entry(
        kind="producer.verified",
        subject=f"producer:{producer.ref}",
        payload={
            "kind": producer.kind,
            "unit": producer.unit_id,
            "how": str(how),
            "sawBirthDate": saw_birth_date,
            "sawPersonalId": saw_personal_id,
        },
        **actor.ledger_refs(),
    )
    notify_each(
        people_of(producer),
        kind="producer.verified",
        title=gettext_lazy("Hội đã xác minh %(name)s"),
        values={"name": producer.name},
        url=reverse("products:producer", args=[producer.pk]),
    )
    publish_facts_of_producer(actor=actor, producer=producer)
    return producer


@transaction.atomic
def unverify_producer(*, actor: Actor, producer: Producer) -> Producer:
    """Withdraw the verification of a producer, which then waits for an officer again.

    Does nothing if it isn't verified. Raises NotAllowed.
    """
    require(may_verify_producer(actor.member, producer))
    producer = Producer.objects.locked(producer.pk)
    if producer.verified_at is None:
        return producer
    _take_back(producer)
    producer.save(update_fields=VERIFICATION)
    append_entry(
        kind="producer.unverified",
        subject=f"producer:{producer.ref}",
        payload={"fields": []} | grace_payload(producer),
        **actor.ledger_refs(),
    )
    notify_of_grace(producer, today=timezone.localdate(), sms=True)
    publish_facts_of_producer(actor=actor, producer=producer)
    return producer


def _take_back(producer: Producer) -> None:
    """End the verification and queue the producer for another one, without saving. State the new values.

    Its listed products stay public for GRACE_DAYS days.
    """
    producer.verified_at, producer.verified_by, producer.verified_how = None, None, ""
    producer.saw_birth_date = producer.saw_personal_id = False
    producer.verification_asked_at = timezone.now()
    if producer.products.listed().exists():
        producer.grace_until_date = timezone.localdate() + dt.timedelta(days=GRACE_DAYS)
    state_rows(producer)  # apart from the entry of the act, which is public


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    cleaned, errors = dict(values), {}
    if "kind" in values and values["kind"] not in ProducerKind.values:
        errors["kind"] = _("Chị chọn hộ gia đình, hợp tác xã hay công ty.")
    if "unit" in values and values["unit"] is None:
        errors["unit"] = _("Chị chọn xã, phường.")
    for field in values.keys() & {"name", "address", "identity_code"}:
        cleaned[field] = nfc(str(values[field] or ""))
    if "about" in values:
        cleaned["about"] = paragraphs(str(values["about"] or ""))
        if refusal := refusal_of(cleaned["about"]):
            errors["about"] = refusal
    if "name" in values and not any(char.isalpha() for char in cleaned["name"]):
        errors["name"] = _("Chị viết tên, ví dụ: Hộ Lò Thị Lan, HTX Mận Phiêng Khoài.")
    if values.get("phone"):
        try:
            cleaned["phone"] = parse_phone(values["phone"])
        except PhoneError as error:
            errors["phone"] = str(error)
    elif "phone" in values:
        cleaned["phone"] = ""
    for field in cleaned.keys() & {"name", "address", "identity_code", "about"}:
        limit = max_length(Producer, field)
        if len(cleaned[field]) > limit:
            errors[field] = _("Dài quá %(more)s chữ cái. Chị viết gọn lại.") % {
                "more": len(cleaned[field]) - limit
            }
    unknown = values.keys() - {"kind", "name", "unit", "address", "phone", "identity_code", "about"}
    if unknown:
        raise TypeError(f"not a field of a producer: {', '.join(sorted(unknown))}")
    if errors:
        raise FieldErrors(errors)
    return cleaned


def _free_slug(name: str) -> str:
    base = slugify_vi(name, max_length=120) or "noi-san-xuat"
    taken = set(Producer.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _show_portrait(producer: Producer) -> None:
    """Make the producer's portrait public if any of its products was ever listed."""
    if producer.products.filter(slug__isnull=False).exists():
        set_public(Photo.objects.filter(pk=producer.portrait_id or 0), is_public=True)
