"""Write a parsed file into the library: add rows and dated texts, and end provisions that the file lacks.

Reading the file, hashing its texts and resolving its citations come before the transaction, which compares and writes.
A file is written wholly or not at all; of a zip, that holds for each of its topics, because one transaction over all
of them would keep everybody else from writing for minutes. So a zip is checked whole before its first topic is written
(writable.py), and if a later one fails nevertheless the command names the topics that stayed. A zip that was stopped between two
topics is completed by importing it again, which changes nothing of what is written already.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from backend.law.editions.actions.later_citations import library_titles, resolve_stored
from backend.law.editions.actions.notes import record_noted_changes
from backend.law.editions.actions.rows import add_documents, add_provisions, mark_documents_read
from backend.law.editions.actions.texts import digest_of_plan, end_gone, plan_texts, topmost, write_texts
from backend.law.editions.held import read_held
from backend.law.editions.models import Edition
from backend.law.editions.parsed import ParsedLaw
from backend.law.editions.resolving import Resolved, resolve
from backend.law.library.actions.documents import clean_number
from backend.law.library.rules import may_keep_law
from backend.law.library.states import STATED, state_documents
from backend.law.library.texts import edition_digest, text_hash
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.rules import require


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file came from. is_text: it holds the text itself, not what others wrote about it."""

    name: str
    sha256: str
    is_text: bool = True


@dataclass(slots=True)
class Outcome:
    """What an import did. ended: citations. kept: citations whose text from another source was not overwritten.

    is_shorter: words went, maybe without the end of a provision.
    resolved_again: citations in stored texts of other documents that name a law of this file.
    """

    edition: Edition | None = None
    new_documents: int = 0
    new_provisions: int = 0
    new_texts: int = 0
    changed_texts: int = 0
    changes: int = 0
    is_shorter: bool = False
    resolved_again: int = 0
    ended: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        counts = (self.new_documents, self.new_provisions, self.new_texts, self.changed_texts, self.changes)
        return not any(counts) and not self.ended and not self.is_shorter


def resolve_citations(law: ParsedLaw) -> Resolved:
    """Hash the texts of a read file, and resolve their citations with the titles that it and the library know.

    Called before a transaction.
    """
    for provision in law.provisions():
        provision.sha256 = text_hash(provision.text) if provision.text else ""
    return resolve(law, library_titles())


def import_law(
    *,
    actor: Actor | None,
    law: ParsedLaw,
    source: Source,
    resolved: Resolved,
    from_date: dt.date | None = None,
    is_trial: bool = False,
) -> Outcome:
    """Write what a file holds. The same file again changes nothing.

    from_date: the day from which texts that differ from an earlier edition hold, and before which gone ones end;
        today without it.
    is_trial: undo everything at the end.
    After the transaction, stored texts of other documents learn which law a title in them names, if this file brought
    that law. This also happens if the file holds nothing else that is new, so that a stopped import can be completed.
    Raises NotAllowed.
    """
    require(actor is None or may_keep_law(actor.member))
    with transaction.atomic():
        outcome = _write(actor, law, source, resolved, from_date or timezone.localdate())
        if is_trial:
            transaction.set_rollback(True)
    if not is_trial:
        outcome.resolved_again = resolve_stored(set(map(clean_number, law.documents)))
    return outcome


def _write(actor: Actor | None, law: ParsedLaw, source: Source, resolved: Resolved, day: dt.date) -> Outcome:
    by_numbers = {change.by_number for each in law.provisions() for change in each.changes}
    held = read_held({*law.documents, *by_numbers})
    outcome = Outcome()
    outcome.new_documents = add_documents(held, law, by_numbers)
    is_later = Edition.objects.filter(scope=law.scope).exists()
    outcome.new_provisions = add_provisions(held, law, day if is_later else None)
    plan = plan_texts(held, law, day)
    outcome.kept, outcome.changed_texts = plan.kept, len(plan.changed)
    outcome.new_texts = len(plan.new) - len(plan.changed)
    outcome.ended = [held.citation(row.pk) for row in topmost(plan.ended)]
    outcome.is_shorter = bool(plan.gone)
    changes = record_noted_changes(actor=actor, held=held, law=law, source=source.name)
    outcome.changes = len(changes)
    if outcome.is_empty:
        _append_states(actor, law, state_documents(held.documents.values()))
        return outcome
    outcome.edition = _add_edition(actor, law, source, day, outcome)
    taken = write_texts(held, plan, outcome.edition, resolved)
    end_gone(plan, day)
    mark_documents_read(held, law, plan, source)
    states = state_documents(held.documents.values())
    _append_entry(actor, outcome.edition, digest_of_plan(held, plan), taken, states)
    return outcome


def _append_states(actor: Actor | None, law: ParsedLaw, states: dict[str, str]) -> None:
    """State documents of which a file without new words corrected titles and days."""
    if states:
        append_entry(
            kind="law.document",
            subject=f"law:{law.scope}",
            payload={STATED: states},
            **(actor.ledger_refs() if actor else {"by": None}),
        )


def _add_edition(
    actor: Actor | None, law: ParsedLaw, source: Source, day: dt.date, outcome: Outcome
) -> Edition:
    return Edition.objects.create(
        scope=law.scope,
        title=law.title[:600],
        file_name=source.name[:200],
        file_sha256=source.sha256,
        layout=law.layout,
        from_date=day,
        figures=law.count(),
        ended=outcome.ended,
        imported_by=actor.by if actor else None,
        imported_at=timezone.now(),
    )


def _append_entry(
    actor: Actor | None, edition: Edition, written: str, taken: set[int], states: dict[str, str]
) -> None:
    """Record the hash of the texts that the edition wrote, and new hashes of editions whose texts it replaced.

    states: the hashes of the documents that changed.
    """
    digests = {str(pk): edition_digest(pk) for pk in sorted(taken - {edition.pk})} | {
        str(edition.pk): written
    }
    edition.written_sha256 = written
    edition.save(update_fields=["written_sha256"])
    append_entry(
        kind="law.imported",
        subject=f"law:{edition.scope}",
        payload={
            "edition": edition.pk,
            "editions": digests,
            "file": edition.file_sha256,
            "layout": edition.layout,
            "from": edition.from_date.isoformat(),
            "ended": text_hash("\n".join(edition.ended)),
            STATED: states,
        },
        **(actor.ledger_refs() if actor else {"by": None}),
    )
