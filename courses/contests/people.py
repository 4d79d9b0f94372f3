"""How a person appears in a public list: a masked number, and a name only with consent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backend.common.phones import format_phone
from courses.models import RoundResult
from members.consent.enums import ConsentPurpose
from members.models import Consent, User


@dataclass(frozen=True, slots=True)
class PublicResult:
    """A result with the public data of its person: name or initials, a masked phone number, and branch."""

    result: RoundResult
    name: str
    phone: str
    branch: str


def masked_phone(e164: str | None) -> str:
    """Return a phone number with its middle digits hidden: "0912345678" as "091****678".

    The owner recognises the number, but other people can't call it. "****" without a number, or with fewer
    than nine digits.
    """
    digits = "".join(c for c in format_phone(e164) if c.isdigit()) if e164 else ""
    return f"{digits[:3]}****{digits[-3:]}" if len(digits) >= 9 else "****"


def initials(user: User) -> str:
    """Return "Lò Thị Lan" as "L. T. L."; a placeholder for accounts without a name."""
    return " ".join(f"{word[0].upper()}." for word in user.full_name.split()) or _("không tên")


def public_results(results: Iterable[RoundResult]) -> list[PublicResult]:
    """Return the results of a page as PublicResults. One query.

    The full name needs the consent CONTEST_NAME; otherwise initials are shown. Fetch each result's user and
    branch with it, to save queries.
    """
    results = list(results)
    agreed = set(
        Consent.objects.filter(
            user__in=[result.user_id for result in results],
            purpose=ConsentPurpose.CONTEST_NAME,
            withdrawn_at=None,
        ).values_list("user_id", flat=True)
    )
    return [
        PublicResult(
            result,
            result.user.full_name if result.user_id in agreed else initials(result.user),
            masked_phone(result.user.phone),
            str(result.branch or ""),
        )
        for result in results
    ]
