"""Submit, list, return and retire products."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.text import slugify_vi
from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows
from members.acting import Actor
from members.notices.actions.milestones import record_milestones, undo_milestones
from members.notices.enums import MilestoneKind
from members.rules import require
from products import ports
from products.listing.moderation import flags
from products.listing.requirements import Missing, missing_for_listing
from products.listing.review_marks import CHANGED, CHANGED_CODE, is_reviewed_version, mark_of_product
from products.listing.rules import may_decide_product, may_retire_product, may_submit_product
from products.models import Photo, Product, ProductDecision
from products.photos.publicity import set_public
from products.producers.actions.verification import queue_at_submission
from products.producers.news import notify_each, officers_of, people_of
from products.products.actions.facts import publish_facts
from products.products.cleaning import paragraphs
from products.products.enums import SUBMITTABLE, ProductState
from products.products.facts import search_text
from products.products.prices import price_of
from products.share.keeping import draw_pictures


class ProductError(DomainError):
    """Something about a product is not allowed."""


class WrongState(ProductError):
    """The product's state does not allow this; another person may have acted first."""

    status_code = 409


class ListingIncomplete(ProductError):
    """The product lacks fields that a listing of its group requires.

    `missing` has each field with its rule.
    """

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(str(missing[0].message), field=missing[0].field, code="listing_incomplete")
        self.missing = missing
        self.errors = {each.field: str(each.message) for each in missing}


@transaction.atomic
def submit_product(*, actor: Actor, product: Product, wants_help: bool = False) -> Product:
    """Submit the product for an officer's review. Possible in the states draft, returned and retired.

    Five fields must be filled in: photo, name, price, unit and quantity. Idempotent. A producer that nobody
    asked to verify yet is queued for that too.
    wants_help: ask the officer to fill in the rest.
    Raises ProductError with the missing field, WrongState.
    """
    require(may_submit_product(actor.member, product))
    if product.producer.verified_at is None:
        # Before the product's lock: verify_producer locks in this order too.
        queue_at_submission(actor=actor, producer=product.producer)
    product = Product.objects.locked(product.pk)
    if product.state == ProductState.SUBMITTED:
        return product
    if product.state not in SUBMITTABLE:
        raise WrongState(_("Sản phẩm này đang trên sàn rồi."), code="wrong_state")
    if missing := missing_for_draft(product):
        field, message = next(iter(missing.items()))
        raise ProductError(message, field=field, code="draft_incomplete")
    product.state = ProductState.SUBMITTED
    product.submitted_at = timezone.now()
    product.help_asked_at = product.submitted_at if wants_help else None
    product.retired_at = None
    product.save()
    decision = _decide(actor, product)
    append_entry(
        kind="product.submitted",
        subject=f"product:{product.pk}",
        payload={"decision": decision.pk, "wantsHelp": wants_help},
        **actor.ledger_refs(),
    )
    publish_facts(actor=actor, product=product)
    _notify_officers(product)
    return product


@transaction.atomic
def list_product(*, actor: Actor, product: Product, reviewed_mark: str | None = None) -> Product:
    """Make a submitted product public, as an officer.

    Its photos become public, and it goes on sale if it can.
    reviewed_mark: the mark of the version that the officer read (products.listing.review_marks).
    Raises ListingIncomplete, NotAllowed, and WrongState, also if the product changed since it was read, or if
    its producer is not verified.
    """
    require(
        may_decide_product(actor.member, product),
        _("Chỉ cán bộ Hội phụ trách, và không phải người của nơi sản xuất, mới duyệt được."),
    )
    product = Product.objects.locked(product.pk)
    if product.state != ProductState.SUBMITTED:
        raise WrongState(_("Sản phẩm này không còn chờ duyệt."), code="wrong_state")
    if not is_reviewed_version(reviewed_mark, mark_of_product(product)):
        raise WrongState(str(CHANGED), code=CHANGED_CODE)
    if product.producer.verified_at is None:
        raise WrongState(
            _("Nơi bán chưa được xác minh. Chị xác minh nơi bán trước, rồi duyệt sản phẩm."),
            code="producer_unverified",
        )
    require_complete(product)
    product.state = ProductState.LISTED
    product.slug = product.slug or _free_slug(product)
    product.listed_at = timezone.now()
    product.help_asked_at = None
    bump_version(product)
    product.save()
    decision = _decide(actor, product)
    shown = Q(product_links__product=product) | Q(pk=product.producer.portrait_id)
    set_public(Photo.objects.filter(shown), is_public=True)
    is_on_sale = ports.product_listed(actor=actor, product=product)
    publish_facts(actor=actor, product=product)
    append_entry(
        kind="product.listed",
        subject=f"product:{product.pk}",
        payload={
            "version": product.facts_version,
            "decision": decision.pk,
            "set": product.ocop_set,
            "sentByHerself": was_submitted_by(product, actor),
            "flags": sorted({flag.watch.id for flag in flags(product)}),
        },
        **actor.ledger_refs(),
    )
    people = people_of(product.producer)
    record_milestones(users=people, kind=MilestoneKind.PRODUCT_LISTED, subject=f"product:{product.pk}")
    # Drawn now, so that the first person who gets the link needn't wait for the pictures.
    draw_pictures.enqueue(product_id=product.pk)
    notify_each(
        people,
        kind="product.listed",
        title=gettext_lazy("“%(name)s” đã lên sàn"),
        body=gettext_lazy(
            "Người mua đặt mua được từ bây giờ: %(price)s. Chị xem lại cách bán, giao hàng và tài khoản nhận tiền. Rồi ghi thu hoạch, in tem."
        )
        if is_on_sale
        else gettext_lazy(
            "Người mua thấy sản phẩm từ bây giờ. Để họ đặt mua được, chị cho biết giao tới đâu, phí bao nhiêu. Sau đó chị ghi thu hoạch, in tem."
        ),
        values={"name": product.name, "price": price.words if (price := price_of(product)) else ""},
        url=_manage(product),
        key=f"product:{product.pk}:decision:{decision.pk}",
        sms=True,
    )
    return product


@transaction.atomic
def return_product(*, actor: Actor, product: Product, reasons: str | Iterable[str]) -> Product:
    """Return a submitted product to its producer with the changes to make, as an officer.

    Raises ProductError (field reasons), WrongState, NotAllowed.
    """
    require(may_decide_product(actor.member, product))
    text = paragraphs(reasons if isinstance(reasons, str) else "\n".join(reasons))
    if not text:
        raise ProductError(_("Chị viết cần bổ sung gì."), field="reasons", code="reasons_empty")
    if len(text) > 1000:
        raise ProductError(_("Lý do dài quá. Chị viết gọn lại."), field="reasons", code="too_long")
    product = Product.objects.locked(product.pk)
    if product.state != ProductState.SUBMITTED:
        raise WrongState(_("Sản phẩm này không còn chờ duyệt."), code="wrong_state")
    product.state = ProductState.RETURNED
    product.help_asked_at = None
    product.save()
    decision = _decide(actor, product, text)
    _append_decision_entry(actor, product, "product.returned", decision)
    notify_each(
        people_of(product.producer),
        kind="product.returned",
        title=gettext_lazy("“%(name)s” cần bổ sung"),
        body=gettext_lazy("%(reasons)s"),
        values={"name": product.name, "reasons": text},
        url=_manage(product),
        key=f"product:{product.pk}:decision:{decision.pk}",
        sms=True,
    )
    return product


@transaction.atomic
def retire_product(*, actor: Actor, product: Product, reasons: str = "") -> Product:
    """Retire a product in any state. Idempotent. submit_product submits it again.

    The page of a product that was public still answers for printed labels. One that was never public is put
    aside, without a notice.
    """
    require(may_retire_product(actor.member, product))
    product = Product.objects.locked(product.pk)
    if product.state == ProductState.RETIRED:
        return product
    was_listed = product.state == ProductState.LISTED
    product.state = ProductState.RETIRED
    product.retired_at = timezone.now()
    product.help_asked_at = None
    bump_version(product)
    product.save()
    decision = _decide(actor, product, paragraphs(reasons)[:1000])
    if product.slug is None:  # the product was never public
        _append_decision_entry(actor, product, "product.put_aside", decision)
        return product
    publish_facts(actor=actor, product=product)
    append_entry(
        kind="product.retired",
        subject=f"product:{product.pk}",
        payload={"version": product.facts_version, "decision": decision.pk},
        **actor.ledger_refs(),
    )
    people = people_of(product.producer)
    undo_milestones(users=people, kind=MilestoneKind.PRODUCT_LISTED, subject=f"product:{product.pk}")
    if was_listed:
        notify_each(
            [person for person in people if person != actor.member],
            kind="product.retired",
            title=gettext_lazy("“%(name)s” đã ngừng bán"),
            values={"name": product.name},
            url=_manage(product),
            key=f"product:{product.pk}:decision:{decision.pk}",
        )
    return product


def missing_for_draft(product: Product) -> dict[str, str]:
    """Return {field: message} for each empty one of photo, name, price, unit and quantity.

    The order is that of the wizard's screens.
    """
    missing = {}
    if not product.photo_links.exists():
        missing["photo"] = _("Chị thêm một ảnh của sản phẩm.")
    if not product.name:
        missing["name"] = _("Chị viết tên sản phẩm, ví dụ: Mận hậu Mộc Châu.")
    if product.price is None:
        missing["price"] = _("Chị viết giá bán, ví dụ: 120.000.")
    if not product.unit:
        missing["unit"] = _("Chị chọn đơn vị bán, ví dụ: kg, hũ, gói.")
    if ports.first_quantity.is_provided and ports.first_quantity(product=product) is None:
        missing["quantity"] = _("Chị viết số lượng đang có, ví dụ: 50.")
    return missing


def missing_for(product: Product) -> list[Missing]:
    """Return the content that the product still lacks for a listing (products/listing/requirements.py)."""
    return missing_for_listing(product, photos=product.photo_links.count())


def was_submitted_by(product: Product, actor: Actor) -> bool:
    """Return True if `actor`, who decides, also made the product's last submission (làm hộ).

    That is allowed, because a commune often has one officer, but it is recorded.
    """
    last = product.decisions.filter(state=ProductState.SUBMITTED).order_by("-decided_at", "-pk").first()
    return last is not None and last.by_id in (actor.by.pk, actor.member.pk)


def require_complete(product: Product, *, but: Collection[str] = ()) -> None:
    """Raise ListingIncomplete if the product lacks fields for a listing.

    Rules whose ids are in `but` are skipped.
    """
    if missing := [each for each in missing_for(product) if each.rule.id not in but]:
        raise ListingIncomplete(missing)


def bump_version(product: Product) -> None:
    """Increase the version of the product's public facts, and update its search text. Saves nothing."""
    product.facts_version += 1
    product.search_text = search_text(product)


def resubmit(actor: Actor, product: Product) -> None:
    product.state = ProductState.SUBMITTED
    product.submitted_at = timezone.now()
    _append_decision_entry(actor, product, "product.submitted", _decide(actor, product))
    _notify_officers(product)


def notify_of_edit(actor: Actor, product: Product, fields: Iterable[str]) -> None:
    """Notify officers of a change that is shown without review, so that they check it within a day.

    One notice per product and day. None for prices, which are the seller's decision.
    """
    if product.state != ProductState.LISTED or not set(fields) - {"price"}:
        return
    notify_each(
        [officer for officer in officers_of(product.producer) if officer != actor.by],
        kind="product.edited",
        title=gettext_lazy("“%(name)s” đổi lời hay ảnh lúc đang trên sàn"),
        body=gettext_lazy(
            "Người mua đã thấy bản mới. Chị xem trong một ngày; có gì không đúng thì gỡ xuống hoặc nhắn người bán."
        ),
        values={"name": product.name},
        url=reverse("products:review", args=[product.pk]),
        key=f"product:{product.pk}:edited:{timezone.localdate()}",
    )


def revert_to_draft(actor: Actor, product: Product) -> None:
    """Turn a retired product that was changed back into a draft, without saving it.

    An officer approved the earlier page, but nobody has reviewed the new content. Printed labels still show
    the last listed content.
    """
    product.state = ProductState.DRAFT
    product.retired_at = None
    _append_decision_entry(actor, product, "product.taken_up", _decide(actor, product))


def _append_decision_entry(actor: Actor, product: Product, kind: str, decision: ProductDecision) -> None:
    append_entry(
        kind=kind,
        subject=f"product:{product.pk}",
        payload={"decision": decision.pk},
        **actor.ledger_refs(),
    )


def _decide(actor: Actor, product: Product, reasons: str = "") -> ProductDecision:
    decision = ProductDecision.objects.create(
        product=product,
        state=product.state,
        reasons=reasons,
        by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
    )
    # Apart from the entry of the act, which may be public.
    state_rows(decision, product)
    return decision


def _notify_officers(product: Product) -> None:
    title = (
        gettext_lazy("%(producer)s nhờ xem giúp “%(name)s”")
        if product.help_asked_at
        else gettext_lazy("“%(name)s” của %(producer)s chờ duyệt")
    )
    notify_each(
        officers_of(product.producer),
        kind="product.submitted",
        title=title,
        values={"name": product.name, "producer": product.producer.name},
        url=reverse("products:review", args=[product.pk]),
    )


def _manage(product: Product) -> str:
    return reverse("products:manage", args=[product.pk])


def _free_slug(product: Product) -> str:
    base = slugify_vi(product.name, max_length=120) or f"san-pham-{product.pk}"
    taken = set(Product.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
