"""What pages show of a member's consents: one line and a switch for each purpose, and their history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.consent.enums import ASKED_WITH_FIRST_PRODUCT, ConsentPurpose
from members.consent.wording import consent_wording, without_consent
from members.models import Consent, User

_GROUPS: tuple[tuple[Any, Sequence[ConsentPurpose]], ...] = (
    (_("Khi bán hàng"), ASKED_WITH_FIRST_PRODUCT),
    (
        _("Khi học và thi"),
        (
            ConsentPurpose.LEARNER_NAME,
            ConsentPurpose.CONTEST_NAME,
            ConsentPurpose.CERTIFICATE_NAME,
            ConsentPurpose.LEARNING_RECORD,
        ),
    ),
    (_("Tin và báo cáo của Hội"), (ConsentPurpose.SMS_NEWS, ConsentPurpose.REPORTS)),
)


@dataclass(frozen=True, slots=True)
class ConsentChoice:
    """One purpose, and what a member decided about it so far."""

    purpose: ConsentPurpose
    # The consent in force; None without one.
    given: Consent | None
    # Consents that were withdrawn, oldest first.
    past: Sequence[Consent] = ()
    # What it is about here, for example the phone number.
    note: str = ""

    @property
    def label(self) -> str:
        return str(self.purpose.label)

    @property
    def wording(self) -> str:
        """Return the sentence agreed to: as it was when it was given, else as it is asked now."""
        return self.given.wording if self.given else consent_wording(self.purpose)

    @property
    def effect_of_refusal(self) -> str:
        return without_consent(self.purpose)


def consent_choices(
    user: User, purposes: Collection[ConsentPurpose | str] = tuple(ConsentPurpose)
) -> list[ConsentChoice]:
    """Return the choices of `user` for `purposes`, in their order, in one query."""
    rows = list(Consent.objects.visible_to(user).filter(purpose__in=purposes).order_by("given_at", "id"))
    return [
        ConsentChoice(
            ConsentPurpose(purpose),
            next((row for row in rows if row.purpose == purpose and row.withdrawn_at is None), None),
            [row for row in rows if row.purpose == purpose and row.withdrawn_at is not None],
        )
        for purpose in purposes
    ]


def consent_groups(user: User) -> list[tuple[str, list[ConsentChoice]]]:
    """Return (title, choices) of every purpose, grouped by where it matters."""
    choices = {choice.purpose: choice for choice in consent_choices(user)}
    return [(str(title), [choices[purpose] for purpose in purposes]) for title, purposes in _GROUPS]
