"""What the pages of a class show, and the viewer's next step."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from courses.classes.actions.class_places import BEFORE_DAY, BEFORE_HOURS
from courses.classes.door import is_open
from courses.classes.enums import SignUpState
from courses.classes.people import Person, people_of
from courses.classes.rules import may_run_class, may_see_link, may_see_materials
from courses.classes.words import when
from courses.models import Attendance, ClassMaterial, LiveClass, SignUp
from members.models import User


class ClassBase:
    """Base of the pages of a class: what members and its organisers read. Make a new one after a write."""

    def __init__(self, live_class: LiveClass) -> None:
        self.live_class = live_class
        self.now = timezone.now()

    @property
    def when(self) -> str:
        return when(self.live_class)

    @property
    def has_begun(self) -> bool:
        return self.live_class.starts_at <= self.now

    @property
    def is_coming(self) -> bool:
        """Return True if the class is neither over nor cancelled."""
        return self.live_class.ends_at > self.now and not self.live_class.cancelled_at


class ClassPage(ClassBase):
    """The page of a class for a member, or for a visitor (`member` is None)."""

    def __init__(self, live_class: LiveClass, member: User | None) -> None:
        super().__init__(live_class)
        self.member = member

    # Places.

    @cached_property
    def free(self) -> int:
        going = self.live_class.sign_ups.filter(state=SignUpState.GOING).count()
        return max(0, self.live_class.places - going)

    @cached_property
    def _sign_up(self) -> SignUp | None:
        return (
            SignUp.objects.filter(live_class=self.live_class, user=self.member).first()
            if self.member
            else None
        )

    @property
    def is_going(self) -> bool:
        return self._sign_up is not None and self._sign_up.state == SignUpState.GOING

    @property
    def is_waiting(self) -> bool:
        return self._sign_up is not None and self._sign_up.state == SignUpState.WAITING

    @cached_property
    def turn(self) -> int:
        """Return the member's place on the waiting list, from 1; 0 if the member doesn't wait."""
        own = self._sign_up
        if own is None or own.state != SignUpState.WAITING:
            return 0
        before = Q(queued_at__lt=own.queued_at) | Q(queued_at=own.queued_at, pk__lte=own.pk)
        return self.live_class.sign_ups.filter(before, state=SignUpState.WAITING).count()

    # The next step.

    @property
    def shows_sign_up(self) -> bool:
        """Return True while members can sign up or give up their place; the trainer can't."""
        is_trainer = self.member is not None and self.live_class.trainer_id == self.member.pk
        return self.is_coming and not is_trainer

    @property
    def may_step_back(self) -> bool:
        return self.is_going or self.is_waiting

    def _is_ahead(self, reminder: timedelta) -> bool:
        return self.live_class.starts_at - reminder > self.now

    @property
    def reminds_twice(self) -> bool:
        """Return True if both reminders are still to come."""
        return self._is_ahead(BEFORE_DAY)

    @property
    def reminds_once(self) -> bool:
        """Return True if the later reminder is still to come."""
        return self._is_ahead(BEFORE_HOURS)

    @cached_property
    def may_run(self) -> bool:
        return self.member is not None and may_run_class(self.member, self.live_class)

    # For members with a place.

    @property
    def link(self) -> str:
        """Return the link of an online class; empty for people who may not see it."""
        is_shown = self.member and self.live_class.link and may_see_link(self.member, self.live_class)
        return self.live_class.link if is_shown else ""

    @cached_property
    def attended(self) -> Attendance | None:
        return self.live_class.attendances.filter(user=self.member).first() if self.member else None

    @cached_property
    def materials(self) -> QuerySet[ClassMaterial]:
        rows = self.live_class.materials.select_related("asset")
        return rows if self.member and may_see_materials(self.member, self.live_class) else rows.none()


class PeoplePage(ClassBase):
    """The page of a class for the people who run it: sign-ups, attendance and materials."""

    @cached_property
    def people(self) -> list[Person]:
        return people_of(self.live_class)

    @property
    def going(self) -> int:
        return sum(person.state == SignUpState.GOING for person in self.people)

    @property
    def waiting(self) -> int:
        return sum(person.state == SignUpState.WAITING for person in self.people)

    @property
    def present(self) -> int:
        return sum(person.attended_at is not None for person in self.people)

    @cached_property
    def is_open(self) -> bool:
        """Return True if attendance can be recorded now."""
        return is_open(self.live_class)

    @cached_property
    def materials(self) -> QuerySet[ClassMaterial]:
        return self.live_class.materials.select_related("asset")
