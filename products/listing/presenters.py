"""What an officer's page about a waiting product shows besides the product itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.acting import Actor
from members.models import User
from products.listing.actions.listing import missing_for, missing_for_draft
from products.listing.moderation import Flag, flags
from products.listing.queues import (
    CERTIFICATES,
    DESK_QUEUES,
    PRODUCTS,
    DeskQueue,
    waiting_certificates,
    waiting_products,
)
from products.listing.requirements import Missing
from products.models import Certificate, Photo, Producer, Product, ProductDecision
from products.producers.queues import PRODUCERS, QueueRow
from products.products.completion_fields import FIELDS
from products.products.distinctions import distinctions
from products.products.enums import ProductState
from products.products.presenters import change_row
from products.products.preview import card_of

# Items in the column beside the page on a wide screen.
QUEUE_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Badge:
    """A short remark in a row. tone: the last part of the class badge--…"""

    words: Any
    tone: str = "attention"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One item in a desk's list. icon: shown if there is no photo."""

    title: str
    meta: str
    since: dt.datetime | None
    url: str
    photo: Photo | None = None
    icon: str = ""
    badges: tuple[Badge, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueCount:
    """A queue of the desk, the number that waits in it for one officer, and since when the oldest waits."""

    queue: DeskQueue
    count: int
    oldest: dt.datetime | None
    first_url: str

    @property
    def desk_url(self) -> str:
        return reverse(self.queue.queue.desk)


def queue_counts(user: User) -> list[QueueCount]:
    """Return the three queues of an officer, each with two queries."""
    found = []
    for each in DESK_QUEUES:
        rows = each.queue.waiting(user).prefetch_related(None)
        first = rows.first()
        found.append(
            QueueCount(
                each,
                rows.count() if first else 0,
                getattr(first, each.queue.moment) if first else None,
                each.queue.url_of(first) if first else "",
            )
        )
    return found


def producer_row(producer: Producer) -> WorkRow:
    until = producer.grace_until_date
    badge = (Badge(_("Hàng hiện đến %(day)s") % {"day": until.strftime("%d/%m/%Y")}),) if until else ()
    return WorkRow(
        producer.name,
        f"{producer.get_kind_display()}, {producer.unit.name}",
        producer.verification_asked_at,
        PRODUCERS.url_of(producer),
        producer.portrait,
        "house",
        badge,
    )


def product_rows(products: Iterable[Product]) -> list[WorkRow]:
    """Return a row for each product; of those that look alike, with what tells them apart."""
    products = list(products)
    apart = distinctions(products)
    rows = []
    for product in products:
        card, missing = card_of(product), len(missing_for(product))
        remark = apart.get(product.pk, "")
        badges = [
            Badge(
                ngettext("Thiếu %(n)d mục", "Thiếu %(n)d mục", missing) % {"n": missing}
                if missing
                else _("Đủ"),
                "error" if missing else "done",
            )
        ]
        if product.help_asked_at:
            badges.insert(0, Badge(_("Nhờ xem giúp"), "info", "hand-helping"))
        if flags(product):
            badges.append(Badge(_("Có chữ cần xem"), "attention", "flag"))
        rows.append(
            WorkRow(
                f"{product.name} ({remark})" if remark else product.name,
                f"{product.producer.name}, {card.commune_name}",
                product.submitted_at,
                PRODUCTS.url_of(product),
                card.photo,
                "package-search",
                tuple(badges),
            )
        )
    return rows


def certificate_row(certificate: Certificate) -> WorkRow:
    kind = certificate.get_kind_display()
    if certificate.stars:
        kind = _("%(kind)s %(n)d sao") % {"kind": kind, "n": certificate.stars}
    thing = certificate.product.name if certificate.product else certificate.producer.name
    return WorkRow(
        f"{kind} · {thing}",
        f"{certificate.producer.name}, {certificate.producer.unit.name}",
        certificate.submitted_at,
        CERTIFICATES.url_of(certificate),
        certificate.scan,
        "file-check",
    )


@dataclass(frozen=True, slots=True)
class EarlierReturn:
    """The last return of a product that was submitted again.

    decision: what the officer asked for. rows: what changed since, as (label, before, after).
    """

    decision: ProductDecision
    rows: list[tuple[Any, str, str]]


class CertificatePage:
    """An officer's page of one certificate: its queue."""

    def __init__(self, certificate: Certificate, actor: Actor) -> None:
        self._certificate = certificate
        self._actor = actor

    @cached_property
    def queue(self) -> list[QueueRow]:
        return [
            QueueRow(
                f"{row.get_kind_display()} · {row.product.name if row.product else row.producer.name}",
                row.producer.name,
                CERTIFICATES.url_of(row),
                row.scan,
                row.pk == self._certificate.pk,
            )
            for row in waiting_certificates(self._actor.member)[:QUEUE_LENGTH]
        ]

    @cached_property
    def next_url(self) -> str:
        """Return the URL of another waiting certificate, or ""."""
        row = CERTIFICATES.next_after(self._actor.member, self._certificate)
        return CERTIFICATES.url_of(row) if row else ""


class ReviewPage:
    """An officer's page of one product: its queue, its earlier return, and who decided it."""

    def __init__(self, product: Product, actor: Actor) -> None:
        self.product = product
        self._actor = actor

    @cached_property
    def is_waiting(self) -> bool:
        return self.product.state == ProductState.SUBMITTED

    @cached_property
    def queue(self) -> list[QueueRow]:
        rows = (
            waiting_products(self._actor.member).prefetch_related(None).prefetch_related("photo_links__photo")
        )
        return [
            QueueRow(
                row.name,
                row.producer.name,
                PRODUCTS.url_of(row),
                next((link.photo for link in row.photo_links.all()), None),
                row.pk == self.product.pk,
            )
            for row in rows[:QUEUE_LENGTH]
        ]

    @cached_property
    def next_url(self) -> str:
        """Return the URL of another waiting product, or ""."""
        row = PRODUCTS.next_after(self._actor.member, self.product)
        return PRODUCTS.url_of(row) if row else ""

    @cached_property
    def decision(self) -> ProductDecision | None:
        """Return the last step of a product that waits no longer."""
        return None if self.is_waiting else self.product.decisions.select_related("by").first()

    @cached_property
    def earlier(self) -> EarlierReturn | None:
        """Return the officer's last return of a product that waits again, and what changed since.

        None if the product doesn't wait, was never returned, or was listed after its last return.
        """
        if not self.is_waiting:
            return None
        decided = self.product.decisions.filter(state__in=(ProductState.RETURNED, ProductState.LISTED))
        decision = decided.select_related("by").first()
        if decision is None or decision.state == ProductState.LISTED:
            return None
        return EarlierReturn(decision, changes_since(self.product, decision))


def changes_since(product: Product, decision: ProductDecision) -> list[tuple[Any, str, str]]:
    """Return what changed since `decision` as (label, before, after): fields, photos, voice and certificates.

    A field that was changed twice has one row; one that was changed back has none.
    """
    fields: dict[str, list[Any]] = {}
    changes = product.changes.filter(changed_at__gte=decision.decided_at).order_by("changed_at", "pk")
    for change in changes:
        for field, (before, after) in change.fields.items():
            fields.setdefault(field, [before, after])[1] = after
    order = {field: place for place, field in enumerate(FIELDS)}
    rows = [
        change_row((field, values))
        for field, values in sorted(fields.items(), key=lambda item: order.get(item[0], len(order)))
        if values[0] != values[1]
    ]
    papers = product.certificates.filter(submitted_at__gte=decision.decided_at)
    return [row for row in rows if row] + [(_("Giấy chứng nhận"), "", str(paper)) for paper in papers]


def suggested_reasons(product: Product, missing: Iterable[Missing], energy: Decimal | None) -> list[str]:
    """Return sentences for the producer about everything that the page finds wrong with the product.

    energy: the calculated kcal, if the stated energy is far from it.
    """
    draft = missing_for_draft(product)
    reasons = [str(each.message) for each in missing]
    if "quantity" in draft:
        reasons.append(draft["quantity"])
    reasons += [_words_about(flag) for flag in flags(product)]
    if energy is not None:
        reasons.append(_("Chị xem lại năng lượng và các số trong bảng dinh dưỡng."))
    return list(dict.fromkeys(reasons))


def _words_about(flag: Flag) -> str:
    return _("%(field)s: chị bỏ hoặc sửa lời “%(phrase)s”.") % {
        "field": FIELDS[flag.field][0],
        "phrase": flag.phrase,
    }


def decided_meanwhile(product: Product) -> str:
    """Return one sentence for an officer whose decision came after somebody else's."""
    step = product.decisions.select_related("by").first()
    return _("“%(name)s” không còn chờ duyệt: %(by)s vừa chuyển sang “%(state)s”.") % {
        "name": product.name,
        "by": (step and step.by) or _("người khác"),
        "state": Product.objects.get(pk=product.pk).get_state_display(),
    }


def certificate_decided_meanwhile(certificate: Certificate) -> str:
    """Return one sentence for an officer whose decision came after somebody else's."""
    now = Certificate.objects.select_related("decided_by").get(pk=certificate.pk)
    return _("Giấy %(number)s không còn chờ: %(by)s vừa chuyển sang “%(state)s”.") % {
        "number": now.number,
        "by": now.decided_by or _("người khác"),
        "state": now.get_state_display(),
    }
