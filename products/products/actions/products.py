"""Create, change and copy the content of products."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import FieldErrors
from backend.common.gtin import GtinError
from backend.common.units import parse_quantity
from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows
from members.acting import Actor
from members.rules import require
from products import ports
from products.listing.actions.listing import (
    ProductError,
    bump_version,
    missing_for,
    notify_of_edit,
    require_complete,
    resubmit,
    revert_to_draft,
)
from products.listing.moderation import flags
from products.models import Producer, Product, ProductChange, ProductPhoto
from products.producers.news import notify_each, officers_of
from products.products.actions.facts import publish_facts
from products.products.cleaning import clean_fields
from products.products.contradictions import contradictions
from products.products.enums import ProductState
from products.products.facts import CORE_FIELDS, ENGLISH_FIELDS, PUBLIC_FIELDS, json_value, search_text
from products.products.rules import may_create_product, may_edit_product, may_translate_product

MAX_OPEN_DRAFTS = 200
# A copy gets a name of its own, so the English one is left behind.
COPIED_FIELDS = tuple(field for field in PUBLIC_FIELDS if field not in ("gtin", *ENGLISH_FIELDS))


@transaction.atomic
def create_draft(
    *, actor: Actor, producer: Producer, draft_key: UUID | None = None, **fields: Any
) -> Product:
    """Create a draft product of `producer`; every field may be empty.

    draft_key: the phone's name for the draft. A known key returns its product, updated with `fields`.
    Raises FieldErrors, NotAllowed; ProductError if the producer has too many drafts.
    """
    require(may_create_product(actor.member, producer))
    if draft_key is not None:
        known = Product.objects.filter(draft_key=draft_key).first()
        if known is not None:
            require(may_edit_product(actor.member, known))
            return update_product(actor=actor, product=known, changes=fields)
    if producer.products.filter(state=ProductState.DRAFT).count() >= MAX_OPEN_DRAFTS:
        raise ProductError(_("Chị còn nhiều bản nháp quá. Chị bỏ bớt bản nháp cũ."), code="too_many")
    values = _checked(fields, product=None)
    product = Product(producer=producer, draft_key=draft_key or uuid4(), created_by=actor.by, **values)
    product.search_text = search_text(product)
    product.save()
    state_rows(product)
    if actor.is_helping:  # the member gets a record on paper of what was done in the member's name
        append_entry(
            kind="product.drafted",
            subject=f"product:{product.pk}",
            payload={"producer": str(producer.ref)},
            **actor.ledger_refs(),
        )
    _keep_change(
        actor,
        product,
        {field: [None, json_value(value)] for field, value in values.items() if value not in ("", None)},
    )
    return product


@transaction.atomic
def update_product(*, actor: Actor, product: Product, changes: dict[str, Any]) -> Product:
    """Change fields of the product, given as typed. Unchanged values write nothing.

    A listed product must stay complete (ListingIncomplete). Fields that were missing before, for example
    after a change of law, don't block other changes. A changed name, group or recipe, or new watched words,
    sends a listed product back to an officer: it is SUBMITTED until an officer lists it again. All other
    changes show at once. A changed retired product becomes a draft.

    Raises FieldErrors, ListingIncomplete, NotAllowed.
    """
    require(may_edit_product(actor.member, product))
    product = Product.objects.locked(product.pk)
    before = {field: getattr(product, field) for field in changes if hasattr(product, field)}
    values = _checked(changes, product=product)
    changed = {field: value for field, value in values.items() if value != before[field]}
    if not changed:
        return product
    lacked = (
        {each.rule.id for each in missing_for(product)} if product.state == ProductState.LISTED else set()
    )
    flags_before = {(flag.field, flag.phrase) for flag in flags(product)}
    for field, value in changed.items():
        setattr(product, field, value)
    was_listed = product.state == ProductState.LISTED
    if was_listed:
        require_complete(product, but=lacked)
        flagged = {(flag.field, flag.phrase) for flag in flags(product)} - flags_before
        if flagged or not changed.keys().isdisjoint(CORE_FIELDS):
            resubmit(actor, product)
    elif product.state == ProductState.RETIRED:
        revert_to_draft(actor, product)
    bump_version(product)
    product.save()
    _keep_change(
        actor,
        product,
        {field: [json_value(before[field]), json_value(value)] for field, value in changed.items()},
        was_listed=was_listed,
    )
    notify_of_edit(actor, product, changed)
    if "price" in changed:
        ports.price_changed(actor=actor, product=product, before=before["price"])
    publish_facts(actor=actor, product=product)
    return product


@transaction.atomic
def translate_product(*, actor: Actor, product: Product, name_en: str, summary_en: str) -> Product:
    """Set the English name and short text of the product, in any state. Unchanged texts write nothing.

    They show at once, and need no review: an officer writes them. Raises FieldErrors, NotAllowed.
    """
    require(may_translate_product(actor.member, product))
    product = Product.objects.locked(product.pk)
    texts = clean_fields({"name_en": name_en, "summary_en": summary_en})
    changed = {field: [getattr(product, field), text] for field, text in texts.items()}
    changed = {field: texts for field, texts in changed.items() if texts[0] != texts[1]}
    if not changed:
        return product
    for field, (_before, text) in changed.items():
        setattr(product, field, text)
    bump_version(product)
    product.save()
    _keep_change(actor, product, changed, was_listed=product.state == ProductState.LISTED)
    publish_facts(actor=actor, product=product)
    return product


@transaction.atomic
def ask_for_english(*, actor: Actor, product: Product) -> None:
    """Ask the officers to write or change the product's English texts. One notice per product and day."""
    require(may_edit_product(actor.member, product))
    notify_each(
        officers_of(product.producer),
        kind="product.english_asked",
        title=gettext_lazy("%(producer)s nhờ xem tên tiếng Anh của “%(name)s”"),
        values={"name": product.name, "producer": product.producer.name},
        url=reverse("products:review", args=[product.pk]),
        key=f"product:{product.pk}:english:{timezone.localdate()}",
    )


@transaction.atomic
def set_first_quantity(*, actor: Actor, product: Product, quantity: str | Decimal, unit: str = "") -> Decimal:
    """Open the product's first lot with this quantity, or correct the quantity of that lot.

    Raises QuantityError.
    """
    require(may_edit_product(actor.member, product))
    amount = parse_quantity(quantity)
    ports.set_first_quantity(actor=actor, product=product, quantity=amount, unit=unit or product.unit or "kg")
    return amount


@transaction.atomic
def copy_last_product(*, actor: Actor, producer: Producer | None = None) -> Product:
    """Create a draft with the content and photos of the last product, without its GTIN, voice and lots.

    The source is the member's newest product that is not a draft, else the newest draft, of `producer` if
    given. An earlier copy without changes is returned again. Raises ProductError without a source.
    """
    last = Product.objects.run_by(actor.member)
    if producer is not None:
        last = last.filter(producer=producer)
    source = last_to_copy(last)
    if source is None:
        raise ProductError(_("Chị chưa có sản phẩm nào để chép."), code="nothing_to_copy")
    require(may_create_product(actor.member, source.producer))
    if (same := _untouched_copy(source)) is not None:
        return same
    product = create_draft(
        actor=actor,
        producer=source.producer,
        **_copied(source),
    )
    ProductPhoto.objects.bulk_create(
        ProductPhoto(product=product, photo_id=link.photo_id, position=link.position)
        for link in source.photo_links.all()
    )
    return product


def _copied(source: Product) -> dict[str, Any]:
    """Return the fields of `source` for a copy, without values that today's checks refuse."""
    fields = {field: getattr(source, field) for field in COPIED_FIELDS}
    while True:
        try:
            _checked(fields, product=None)
        except FieldErrors as refused:
            fields = {field: value for field, value in fields.items() if field not in refused.errors}
        else:
            return fields


def _untouched_copy(source: Product) -> Product | None:
    """Return the newest other draft that is an unchanged copy of `source`; None without one.

    Its copied content and photos equal those of `source`, and it has no GTIN, voice note or lot.
    """
    content = _copied(source)
    photos = list(source.photo_links.order_by("position").values_list("photo", flat=True))
    drafts = source.producer.products.filter(state=ProductState.DRAFT, name=source.name, gtin=None, voice="")
    for draft in drafts.exclude(pk=source.pk).select_related("producer__unit").order_by("-pk"):
        if (
            all(getattr(draft, field) == value for field, value in content.items())
            and list(draft.photo_links.order_by("position").values_list("photo", flat=True)) == photos
            and ports.first_quantity(product=draft) is None
        ):
            return draft
    return None


def last_to_copy(products: QuerySet[Product]) -> Product | None:
    """Return the newest product with a name, one that is not a draft if possible; None without any."""
    rows = products.exclude(name="").select_related("producer__unit").order_by("-created_at", "-pk")
    return rows.exclude(state=ProductState.DRAFT).first() or rows.first()


def _checked(values: dict[str, Any], *, product: Product | None) -> dict[str, Any]:
    cleaned = clean_fields(values)
    before = {field: getattr(product, field) for field in PUBLIC_FIELDS} if product else {}
    changed = {field for field, value in cleaned.items() if not product or value != before.get(field)}
    if errors := contradictions(before | cleaned, changed=changed):
        raise FieldErrors(errors)
    gtin = cleaned.get("gtin")
    if gtin and Product.objects.filter(gtin=gtin).exclude(pk=(product.pk if product else None) or 0).exists():
        raise GtinError(_("Mã vạch này đã dùng cho sản phẩm khác."), field="gtin", code="gtin_taken")
    return cleaned


def _keep_change(
    actor: Actor, product: Product, fields: dict[str, list[Any]], *, was_listed: bool = False
) -> None:
    if fields:
        change = ProductChange.objects.create(
            product=product,
            fields=fields,
            was_listed=was_listed,
            by=actor.by,
            on_behalf_of=actor.member if actor.is_helping else None,
        )
        state_rows(change)
        if actor.is_helping and product.slug is None:
            # The ledger has a listed product's changes by its facts. A helper's change of a draft needs an
            # entry here.
            append_entry(
                kind="product.changed",
                subject=f"product:{product.pk}",
                payload={"fields": sorted(fields)},
                **actor.ledger_refs(),
            )
