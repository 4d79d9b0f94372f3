"""What a certificate shows: to everybody the holder's choice, to the holder everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from courses.models import Credential
from members.consent.enums import ConsentPurpose
from members.rules import has_consented


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A certificate as a viewer may see it; "" and [] for hidden data."""

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


def public_disclosure(credential: Credential) -> Disclosure:
    """Return the parts of the certificate that the holder chose to show.

    The name needs the consent for certificate pages. A revoked certificate shows nothing personal, whatever
    was chosen. One query if the name was chosen.
    """
    if not credential.is_standing:
        return Disclosure(credential, "", "", ())
    shows_name = (
        credential.shows_name
        and bool(credential.name)
        and has_consented(credential.user, ConsentPurpose.CERTIFICATE_NAME)
    )
    return Disclosure(
        credential=credential,
        name=credential.name if shows_name else "",
        branch_name=credential.branch_name if credential.shows_branch else "",
        results=tuple(credential.statement["results"]) if credential.shows_results else (),
    )


def full_disclosure(credential: Credential) -> Disclosure:
    """Return all data of the certificate, for the holder's own PDF."""
    return Disclosure(
        credential=credential,
        name=credential.name,
        branch_name=credential.branch_name,
        results=tuple(credential.statement["results"]),
    )
