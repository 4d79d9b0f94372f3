"""What the page of a producer shows of its people."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import User
from products.models import ProducerPerson


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
