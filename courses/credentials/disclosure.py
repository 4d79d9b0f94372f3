"""What of a certificate is shown: to everybody what she chose, to herself all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from courses.models import Credential
from members.consent.enums import ConsentPurpose
from members.rules import has_consented


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as somebody may see it; "" and [] for what is kept back."""

    credential: Credential
    name: str
    branch_name: str
    results: tuple[dict[str, Any], ...]

    @property
    def statement(self) -> dict[str, Any]:
        return self.credential.statement

    @property
    def is_standing(self) -> bool:
        return self.credential.is_standing


def shown_to_all(credential: Credential) -> Shown:
    """What she chose; her name only while she agrees that certificates' pages show it. One query where she chose her name.

    Of one that is revoked: nothing of her, whatever she chose.
    """
    if not credential.is_standing:
        return Shown(credential, "", "", ())
    shows_name = (
        credential.shows_name
        and bool(credential.name)
        and has_consented(credential.user, ConsentPurpose.CERTIFICATE_NAME)
    )
    return Shown(
        credential=credential,
        name=credential.name if shows_name else "",
        branch_name=credential.branch_name if credential.shows_branch else "",
        results=tuple(credential.statement["results"]) if credential.shows_results else (),
    )


def shown_to_her(credential: Credential) -> Shown:
    """Everything: her own paper for the wall."""
    return Shown(
        credential=credential,
        name=credential.name,
        branch_name=credential.branch_name,
        results=tuple(credential.statement["results"]),
    )
