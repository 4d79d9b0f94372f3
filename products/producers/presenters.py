"""What pages show of a producer's people and verification, and the consents asked with a first product."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.phones import format_phone
from members.acting import Actor
from members.consent.enums import ASKED_WITH_FIRST_PRODUCT, ConsentPurpose
from members.consent.presenters import ConsentChoice, consent_choices
from members.models import User
from products.models import Producer, ProducerPerson, Product
from products.producers.enums import ProducerKind, ProducerRole, VerificationState
from products.producers.queues import PRODUCERS, QueueRow, waiting_producers

# Items in the column beside the page on a wide screen.
QUEUE_LENGTH = 20

ADDRESS_NEEDED = gettext_lazy("Ghi thêm thôn, bản.")
REGISTRATION_NEEDED = gettext_lazy("Cần giấy đăng ký hộ kinh doanh, hợp tác xã hay công ty.")
PHONE_NEEDED = gettext_lazy("Ghi số điện thoại để người mua và cán bộ gọi.")
PORTRAIT_NEEDED = gettext_lazy("Thêm ảnh người bán hoặc nơi làm hàng.")

COMMON_NEEDS = (
    gettext_lazy("Cán bộ cần gặp chị và xem giấy tờ tuỳ thân."),
    gettext_lazy("Tên nơi bán chưa đúng với giấy đăng ký."),
    REGISTRATION_NEEDED,
    ADDRESS_NEEDED,
)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of a producer, as `viewer` sees it."""

    person: ProducerPerson
    viewer: User
    # The viewer may invite people, change their roles and remove them.
    is_run_by_viewer: bool

    @property
    def is_viewer(self) -> bool:
        return self.person.user_id == self.viewer.pk

    @property
    def may_change(self) -> bool:
        """Return True if the viewer may change the role or end it: owners everybody's, others their own."""
        return self.is_run_by_viewer or self.is_viewer


class VerificationStatus:
    """The state of a producer's verification, for its people and for officers.

    may_ask: the viewer may ask the officers to verify the producer.
    """

    def __init__(self, producer: Producer, *, may_ask: bool) -> None:
        self.producer = producer
        self.state = producer.verification_state
        self._may_ask = may_ask

    @property
    def is_verified(self) -> bool:
        return self.state == VerificationState.VERIFIED

    @property
    def is_waiting(self) -> bool:
        return self.state == VerificationState.WAITING

    @property
    def is_returned(self) -> bool:
        return self.state == VerificationState.RETURNED

    @property
    def may_ask(self) -> bool:
        return self._may_ask and not (self.is_verified or self.is_waiting)

    @cached_property
    def grace_until(self) -> dt.date | None:
        """Return the last day on which listed products are public; None if there are none, or it is over."""
        until = self.producer.grace_until_date
        if self.is_verified or until is None or until < timezone.localdate() or not self._has_listed:
            return None
        return until

    @cached_property
    def hides_goods(self) -> bool:
        """Return True if the producer has listed products that aren't public."""
        return not self.producer.shows_goods and self._has_listed

    @cached_property
    def _has_listed(self) -> bool:
        return self.producer.products.listed().exists()


class VerifyPage:
    """An officer's page of one producer: its queue."""

    def __init__(self, producer: Producer, actor: Actor) -> None:
        self._producer = producer
        self._actor = actor

    @cached_property
    def queue(self) -> list[QueueRow]:
        return [
            QueueRow(
                row.name, row.unit.name, PRODUCERS.url_of(row), row.portrait, row.pk == self._producer.pk
            )
            for row in waiting_producers(self._actor.member)[:QUEUE_LENGTH]
        ]

    @cached_property
    def next_url(self) -> str:
        """Return the URL of another waiting producer, or ""."""
        row = PRODUCERS.next_after(self._actor.member, self._producer)
        return PRODUCERS.url_of(row) if row else ""


def submitted_rows(producer: Producer) -> list[QueueRow]:
    """Return at most ten products of the producer that wait for an officer, each with its first photo."""
    products = producer.products.submitted().prefetch_related("photo_links__photo")[:10]
    return [
        QueueRow(
            product.name,
            "",
            reverse("products:review", args=[product.pk]),
            next((link.photo for link in product.photo_links.all()), None),
            False,
        )
        for product in products
    ]


def suggested_needs(producer: Producer) -> list[str]:
    """Return sentences for the producer's people about what an officer can't check without it."""
    is_firm = producer.kind != ProducerKind.HOUSEHOLD
    needs = [
        (not producer.address, ADDRESS_NEEDED),
        (is_firm and not producer.identity_code, REGISTRATION_NEEDED),
        (not producer.phone, PHONE_NEEDED),
        (producer.portrait_id is None, PORTRAIT_NEEDED),
    ]
    return [str(words) for is_needed, words in needs if is_needed]


def verified_meanwhile(producer: Producer) -> str:
    """Return one sentence for an officer whose decision came after somebody else's."""
    by = Producer.objects.select_related("verified_by").get(pk=producer.pk).verified_by
    return _("%(name)s không còn chờ: %(by)s vừa xác minh.") % {
        "name": producer.name,
        "by": by or _("người khác"),
    }


def asked_consents(*, actor: Actor, producer: Producer | None) -> list[ConsentChoice]:
    """Return the consents to ask before the member's first product is sent; those given already are left out.

    producer: None for the household that the first product creates. A firm's data are no person's, and an
    officer can't consent for a member.
    """
    if actor.is_helping or not owns_household(actor.member, producer):
        return []
    if Product.objects.run_by(actor.member).filter(submitted_at__isnull=False).exists():
        return []
    phone = (producer.phone if producer else "") or actor.member.phone
    notes = {ConsentPurpose.PUBLIC_PHONE: format_phone(phone) if phone else _("Chị chưa gắn số điện thoại.")}
    return [
        replace(choice, note=notes.get(choice.purpose, ""))
        for choice in consent_choices(actor.member, ASKED_WITH_FIRST_PRODUCT)
        if choice.given is None
    ]


def owns_household(user: User, producer: Producer | None) -> bool:
    """Return True if `user` is an owner of the household `producer`, so that buyers may see the user's data."""
    if producer is None:
        return True
    owners = producer.people.filter(user=user, role=ProducerRole.OWNER, until=None)
    return producer.kind == ProducerKind.HOUSEHOLD and owners.exists()
