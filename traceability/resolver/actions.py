"""Links that a producer adds to the codes of a product or a lot. An officer can take them down.

A row never changes: a changed link is a new row that names the old one, so its history is stored.
The ledger records each step, with the address and title only as a pin.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import rfc8785
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.ledger import pins
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.notices.actions.notices import notify
from members.rules import require
from products.listing.moderation import refusal_of
from products.models import Product
from traceability.gs1.lists import COUNTRY_LETTERS
from traceability.lots.actions.locking import refresh_pages
from traceability.models import CodeLink, Lot
from traceability.resolver.enums import LinkEnd, LinkLanguage, LinkType
from traceability.resolver.link_addresses import check_address, media_type_of, same_page
from traceability.resolver.rules import may_add_link, may_take_down_link

MOST_LINKS = 30
MAX_TITLE = 80
CHANGEABLE = ("link_type", "url", "title", "language", "country", "from_date", "until_date")


class LinkError(DomainError):
    """A link's data is invalid; `field` names the field of CodeLink."""


class LinkEnded(LinkError):
    """The link was changed, removed or taken down in the meantime."""

    status_code = 409


@transaction.atomic
def add_link(
    *,
    actor: Actor,
    product: Product,
    link_type: str,
    url: str,
    title: str,
    lot: Lot | None = None,
    language: str = LinkLanguage.VI,
    country: str = "",
    from_date: date | None = None,
    until_date: date | None = None,
) -> CodeLink:
    """Make the codes of `product`, or only of its `lot`, lead to `url`.

    Raises NotAllowed, LinkError, LinkAddressError.
    """
    require(may_add_link(actor.member, product))
    product = Product.objects.select_for_update(of=("self",), no_key=True).get(pk=product.pk)
    if lot is not None and lot.product_id != product.pk:
        raise LinkError(_("Lô này không thuộc sản phẩm."), field="lot", code="link_lot")
    if CodeLink.objects.standing().filter(product=product).count() >= MOST_LINKS:
        raise LinkError(
            _("Sản phẩm đã có %(most)d liên kết. Chị bỏ bớt liên kết cũ.") % {"most": MOST_LINKS},
            code="link_most",
        )
    values = _checked(product, {
        "link_type": link_type, "url": url, "title": title, "language": language, "country": country,
        "from_date": from_date, "until_date": until_date,
    })  # fmt: skip
    return _save_link(actor, product, lot, values, None)


@transaction.atomic
def change_link(*, actor: Actor, link: CodeLink, changes: Mapping[str, Any]) -> CodeLink:
    """Replace `link` by a new row and return that. The same values change nothing.

    Raises NotAllowed, LinkError, LinkAddressError, LinkEnded, and TypeError for fields that can't be changed.
    """
    if unknown := set(changes) - set(CHANGEABLE):
        raise TypeError(f"not fields of a link that can be changed: {sorted(unknown)}")
    link = _locked(link)
    require(may_add_link(actor.member, link.product))
    _must_stand(link)
    values = _checked(link.product, {name: getattr(link, name) for name in CHANGEABLE} | dict(changes))
    if all(getattr(link, name) == values[name] for name in CHANGEABLE):
        return link
    _end(actor, link, LinkEnd.REPLACED)
    return _save_link(actor, link.product, link.lot, values, link)


@transaction.atomic
def remove_link(*, actor: Actor, link: CodeLink) -> CodeLink:
    """Remove a link from its codes. A repeated call changes nothing. Raises NotAllowed, LinkEnded."""
    link = _locked(link)
    require(may_add_link(actor.member, link.product))
    if link.ended_how == LinkEnd.REMOVED:
        return link
    _must_stand(link)
    _end(actor, link, LinkEnd.REMOVED)
    append_entry(
        kind="link.removed", subject=_subject(link), payload={"link": link.pk}, **actor.ledger_refs()
    )
    return link


@transaction.atomic
def take_down_link(*, actor: Actor, link: CodeLink, reason: str) -> CodeLink:
    """Take a link down as an officer.

    Its producer reads the reason. The address can't be added to the product again. Raises NotAllowed,
    LinkError, LinkEnded.
    """
    link = _locked(link)
    require(may_take_down_link(actor.member, link))
    if link.ended_how == LinkEnd.TAKEN_DOWN:
        return link
    _must_stand(link)
    reason = " ".join(nfc(reason).split())[:200]
    if not reason:
        raise LinkError(_("Xin ghi vì sao gỡ, nơi làm ra sẽ đọc."), field="reason", code="link_reason")
    _end(actor, link, LinkEnd.TAKEN_DOWN, reason)
    append_entry(
        kind="link.taken_down",
        subject=_subject(link),
        payload={"link": link.pk, "pin": pins.pin(bytes(link.salt), reason)},
        **actor.ledger_refs(),
    )
    for person in link.product.producer.people.filter(until=None).select_related("user"):
        notify(
            user=person.user,
            kind="link.taken_down",
            title=gettext_lazy("Cán bộ Hội đã gỡ một liên kết của chị"),
            body=f"{link.title}: {reason}",
            url=reverse("traceability:links", args=[link.product_id]),
            key=taken_down_key(link),
        )
    return link


def taken_down_key(link: CodeLink) -> str:
    """Return the key of the notice with which the producer's people got the reason."""
    return f"link.taken_down:{link.pk}"


def _locked(link: CodeLink) -> CodeLink:
    # Lock the product first, as add_link does, so that both lock in the same order.
    Product.objects.select_for_update(of=("self",), no_key=True).get(pk=link.product_id)
    rows = CodeLink.objects.select_for_update(of=("self",)).select_related("product__producer__branch", "lot")
    return rows.get(pk=link.pk)


def _must_stand(link: CodeLink) -> None:
    if link.ended_at is not None:
        raise LinkEnded(_("Liên kết này đã được sửa hoặc bỏ rồi. Chị mở lại danh sách."), code="link_ended")


def _checked(product: Product, values: dict[str, Any]) -> dict[str, Any]:
    values = dict(values)
    if values["link_type"] not in LinkType.values:
        raise LinkError(_("Chị chọn loại liên kết."), field="link_type", code="link_type")
    values["url"] = check_address(values["url"])
    values["title"] = " ".join(nfc(values["title"]).split())
    if not values["title"] or len(values["title"]) > MAX_TITLE:
        raise LinkError(
            _("Tên gọi có từ 1 đến %(most)d chữ.") % {"most": MAX_TITLE}, field="title", code="link_title"
        )
    if refusal := refusal_of(values["title"]):  # buyers read it at once, on the page of every label
        raise LinkError(refusal, field="title", code="watched")
    if values["language"] and values["language"] not in LinkLanguage.values:
        raise LinkError(_("Chị chọn ngôn ngữ của trang."), field="language", code="link_language")
    if values["country"] and values["country"] not in COUNTRY_LETTERS:
        raise LinkError(_("Mã nước có hai chữ in, ví dụ VN."), field="country", code="link_country")
    if values["from_date"] and values["until_date"] and values["until_date"] < values["from_date"]:
        raise LinkError(_("Ngày cuối không thể trước ngày đầu."), field="until_date", code="link_days")
    taken_down = CodeLink.objects.filter(product=product, ended_how=LinkEnd.TAKEN_DOWN)
    if same_page(values["url"]) in {same_page(url) for url in taken_down.values_list("url", flat=True)}:
        raise LinkError(
            _("Cán bộ Hội đã gỡ địa chỉ này nên không thêm lại được."), field="url", code="link_taken_down"
        )
    return values


def _save_link(
    actor: Actor, product: Product, lot: Lot | None, values: dict[str, Any], previous: CodeLink | None
) -> CodeLink:
    """Store a link with its ledger entry, and refresh the pages that show it.

    `previous` is the link that it replaces.
    """
    salt = pins.new_salt()
    link = CodeLink.objects.create(
        product=product,
        lot=lot,
        **values,
        media_type=media_type_of(values["url"]),
        previous=previous,
        salt=salt,
        pin=pins.pin(salt, rfc8785.dumps({"url": values["url"], "title": values["title"]})),
        added_by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
    )
    days = {name: day.isoformat() if (day := values[name]) else None for name in ("from_date", "until_date")}
    append_entry(
        kind="link.changed" if previous else "link.added",
        subject=_subject(link),
        payload={
            "link": link.pk,
            "previous": previous.pk if previous else None,
            "lot": lot.code if lot else None,
            "type": link.link_type,
            "language": link.language,
            "country": link.country,
            "pin": link.pin,
            **days,
        },
        **actor.ledger_refs(),
    )
    _refresh_pages(link)
    return link


def _end(actor: Actor, link: CodeLink, how: str, reason: str = "") -> None:
    link.ended_at, link.ended_by, link.ended_how, link.ended_reason = timezone.now(), actor.by, how, reason
    link.save(update_fields=["ended_at", "ended_by", "ended_how", "ended_reason"])
    _refresh_pages(link)


def _refresh_pages(link: CodeLink) -> None:
    """Bump the lots' page versions: cached pages and links belong to a version."""
    lots = Lot.objects.filter(pk=link.lot_id) if link.lot_id else Lot.objects.filter(product=link.product_id)
    refresh_pages(lots.values_list("pk", flat=True))


def _subject(link: CodeLink) -> str:
    return f"lot:{link.lot_id}" if link.lot_id else f"product:{link.product_id}"
