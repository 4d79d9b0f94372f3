"""Claims of tax law about a household's sales, as dated files with their source (tax/*.toml).

Sources disagree, so claims may contradict each other. None is reliable before the operator confirms it
(actions.py).
A confirmation is for the exact text: a changed file is unconfirmed again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from backend.common.data_files import Source, read_data_file
from backend.common.money import dong_words
from backend.law.library.references import parse_citation
from orders.models import TaxConfirmation

FOLDER = Path(__file__).parent / "tax"


class ClaimKind(StrEnum):
    """Named in each file; a file that changes has to be confirmed again."""

    YEARLY_REVENUE = "yearly-revenue"


@dataclass(frozen=True, slots=True)
class Claim:
    """A source's claim about tax law. document: its name and number.

    dong: đồng in a calendar year.
    digest: SHA-256 of the file, hexadecimal.
    """

    source: Source
    kind: ClaimKind
    document: str
    read_in: str
    digest: str
    dong: int

    @property
    def id(self) -> str:
        return self.source.id

    @property
    def valid_from(self) -> dt.date:
        return self.source.valid_from

    @property
    def valid_to(self) -> dt.date | None:
        return self.source.valid_to

    @property
    def article(self) -> str:
        """Return the place in the document, in words; "" for the document as a whole."""
        return ", ".join(filter(None, (parse_citation(each).ref.words() for each in self.source.cites)))

    @property
    def clause(self) -> str:
        return f"{self.document}, {self.article}" if self.article else self.document

    @property
    def words(self) -> str:
        return _("Doanh thu một năm đến %(amount)s thì hộ chưa phải nộp thuế") % {
            "amount": dong_words(self.dong)
        }

    def holds_on(self, day: dt.date) -> bool:
        return self.source.holds_on(day)


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim, and the confirmation of its present text or None."""

    claim: Claim
    confirmed: TaxConfirmation | None


@lru_cache(maxsize=1)
def claims() -> tuple[Claim, ...]:
    """Return all claims, the newest first.

    Raises BrokenDataFile, TypeError or ValueError for a malformed file.
    """
    read = [claim for path in FOLDER.glob("*.toml") for claim in _read(path)]
    return tuple(sorted(read, key=lambda claim: (-claim.valid_from.toordinal(), claim.id)))


def standings() -> list[Standing]:
    """Return every claim with its confirmation; one query."""
    confirmations = {row.claim: row for row in TaxConfirmation.objects.select_related("by")}
    return [Standing(claim, _of(confirmations.get(claim.id), claim)) for claim in claims()]


def thresholds_on(day: dt.date) -> list[Standing]:
    """Return the claims that hold on `day`: the confirmed ones, or else all."""
    found = [each for each in standings() if each.claim.holds_on(day)]
    return confirmed_of(found) or found


def confirmed_of(rows: Iterable[Standing]) -> list[Standing]:
    return [each for each in rows if each.confirmed]


def _of(confirmation: TaxConfirmation | None, claim: Claim) -> TaxConfirmation | None:
    return confirmation if confirmation is not None and confirmation.digest == claim.digest else None


def _read(path: Path) -> list[Claim]:
    rows = read_data_file(path).cited_rows("claims", required=("kind", "document", "read_in", "dong"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return [
        Claim(
            source=source,
            kind=ClaimKind(values["kind"]),
            document=values["document"],
            read_in=values["read_in"],
            digest=digest,
            dong=values["dong"],
        )
        for source, values in rows
    ]
