"""What pages show of a producer's people, and of where its verification stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import cached_property

from members.models import User
from products.models import Producer, ProducerPerson
from products.producers.enums import VerificationState


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
    """Where the verification of a producer stands, for its people and for officers.

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
