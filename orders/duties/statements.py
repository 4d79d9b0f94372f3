"""What the platform's page promises (statements.toml), with the deadlines of the code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django_stubs_ext import StrOrPromise

from backend.common.data_files import Source, read_data_file
from backend.common.text import filled, in_both
from orders.complaints.enums import ComplaintKind
from orders.duties.terms import ANSWER_WITHIN, OBJECTION_WITHIN
from products.producers.actions.producers import GRACE_DAYS

PATH = Path(__file__).resolve().parent / "statements.toml"
_VALUES = {
    "days": ANSWER_WITHIN[ComplaintKind.COMPLAINT].days,
    "hours": int(ANSWER_WITHIN[ComplaintKind.TAKE_DOWN].total_seconds() // 3600),
    "grace_days": GRACE_DAYS,
    "objection_days": OBJECTION_WITHIN.days,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of a section of the page."""

    source: Source
    section: str
    words: StrOrPromise


def statements_by_section() -> dict[str, list[StrOrPromise]]:
    """Return section -> its sentences, in the order of the file."""
    found: dict[str, list[StrOrPromise]] = {}
    for each in STATEMENTS:
        found.setdefault(each.section, []).append(each.words)
    return found


def _statements() -> tuple[Statement, ...]:
    rows = read_data_file(PATH).cited_rows("statements", required=("section", "words", "words_en"))
    return tuple(
        Statement(source, values["section"], filled(in_both(values["words"], values["words_en"]), _VALUES))
        for source, values in rows
    )


STATEMENTS = _statements()
