"""The actor of a write: who does it, and on whose behalf.

Every action takes an `Actor`. `by` is the person at the keyboard, `member` the person whose act it is. They
differ only in làm hộ, when an officer acts on behalf of a member. Rules are checked for `member`; the ledger
stores both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest

if TYPE_CHECKING:
    from members.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    by: User
    member: User

    @classmethod
    def of(cls, user: User) -> Actor:
        return cls(by=user, member=user)

    @property
    def is_helping(self) -> bool:
        return self.by.pk != self.member.pk

    @property
    def by_ref(self) -> UUID:
        return self.by.ref

    @property
    def on_behalf_ref(self) -> UUID | None:
        """Return the member's pseudonym if another person acts on the member's behalf, else None."""
        return self.member.ref if self.is_helping else None

    def ledger_refs(self) -> dict[str, UUID | None]:
        """Return the arguments `by` and `on_behalf_of` of backend.ledger.actions.append_entry."""
        return {"by": self.by_ref, "on_behalf_of": self.on_behalf_ref}


class ActorRequest(HttpRequest):
    """A type for annotations: a request with the `actor` that members.middleware sets.

    `actor` is falsy for visitors.
    """

    user: Any
    actor: Actor
