"""Compare the words of a read file with those that the library holds, and write the difference."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from backend.law.editions.held import Held
from backend.law.editions.models import Edition
from backend.law.editions.parsed import ParsedDocument, ParsedLaw, ParsedProvision
from backend.law.editions.resolving import Resolved, as_json
from backend.law.library.actions.documents import clean_number
from backend.law.library.models import Provision, ProvisionText
from backend.law.library.references import Ref
from backend.law.library.texts import digest_of, text_hash

BATCH = 2_000
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewText:
    """Words to write. replaced: the text that they follow, if there is one."""

    provision_id: int
    number: str
    ref: Ref
    from_date: dt.date
    text: str
    sha256: str
    replaced: ProvisionText | None = None


@dataclass(slots=True)
class TextPlan:
    """gone: texts that the file no longer holds. ended: the provisions that it no longer holds.

    kept: citations of provisions for which another source holds other words.
    """

    new: list[NewText] = field(default_factory=list)
    gone: list[ProvisionText] = field(default_factory=list)
    ended: list[Provision] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def changed(self) -> list[NewText]:
        return [each for each in self.new if each.replaced is not None]


def plan_texts(held: Held, law: ParsedLaw, day: dt.date) -> TextPlan:
    """Return what the file changes. Words of another source, or of a person, stay as they are."""
    plan = TextPlan()
    in_file: set[int] = set()
    worded: set[int] = set()
    silent: set[tuple[int, str]] = set()
    for number, document in law.documents.items():
        row = held.documents[clean_number(number)]
        for parsed in document.provisions:
            provision = held.provisions[row.pk, str(parsed.ref)]
            in_file.add(provision.pk)
            if parsed.text:
                worded.add(provision.pk)
                _plan_one(held, law, plan, provision, parsed, document, day)
            elif not parsed.line:
                silent.add((row.pk, parsed.ref.article))
    documents = {held.documents[clean_number(number)].pk for number in law.documents}
    for provision_id, text in held.texts.items():
        provision = held.by_key[provision_id]
        is_ours = text.valid_to_date is None and held.scope_of(text) == law.scope
        is_asked = provision.document_id in documents and provision_id not in worded
        if is_ours and is_asked and (provision.document_id, provision.place.article) not in silent:
            plan.gone.append(text)
    plan.ended = _ended(held, plan, in_file)
    return plan


def topmost(rows: list[Provision]) -> list[Provision]:
    """Return the provisions whose holder isn't among `rows`."""
    keys = {row.pk for row in rows}
    return [row for row in rows if row.parent_id not in keys]


def _ended(held: Held, plan: TextPlan, in_file: set[int]) -> list[Provision]:
    """Return the provisions of gone texts that the file doesn't hold, and holders without words of their own."""
    ended: dict[int, Provision] = {}
    for text in plan.gone:
        row: Provision | None = held.by_key[text.provision_id]
        while row is not None and row.ref and row.pk not in in_file and row.pk not in ended:
            known = held.texts.get(row.pk)
            if known is not None and known.valid_to_date is None and known not in plan.gone:
                break
            ended[row.pk] = row
            row = held.by_key.get(row.parent_id or 0)
    return sorted(ended.values(), key=lambda one: (one.document_id, one.sort))


def _plan_one(
    held: Held, law: ParsedLaw, plan: TextPlan, provision: Provision, parsed: ParsedProvision,
    document: ParsedDocument, day: dt.date,
) -> None:  # fmt: skip
    digest = parsed.sha256 or text_hash(parsed.text)
    known = held.texts.get(provision.pk)
    if known is not None and known.sha256 == digest and known.valid_to_date is None:
        return
    if known is not None and known.valid_to_date is None and held.scope_of(known) != law.scope:
        plan.kept.append(held.citation(provision.pk))
        return
    starts = [parsed.text_from or document.valid_from or day, provision.valid_from_date or dt.date.min]
    from_date = max(starts)
    if known is not None:
        # The note may name the day of the amendment; without it, the edition's own day counts.
        from_date = from_date if from_date > known.valid_from_date else max(day, known.valid_from_date)
    plan.new.append(NewText(provision.pk, document.number, parsed.ref, from_date, parsed.text, digest, known))


def write_texts(held: Held, plan: TextPlan, edition: Edition, resolved: Resolved) -> set[int]:
    """Write the planned texts. Return the editions from which texts were taken over."""
    taken: set[int] = set()
    rows, overwritten, ended, reopened = [], [], [], []
    for each in plan.new:
        mentions = as_json(resolved.mentions.get((each.number, each.ref), ()))
        known = each.replaced
        if known is not None and known.valid_from_date == each.from_date:
            taken |= {known.edition_id} if known.edition_id else set()
            known.text, known.sha256, known.mentions = each.text, each.sha256, mentions
            known.edition, known.valid_to_date = edition, None
            overwritten.append(known)
            continue
        if known is not None and (known.valid_to_date is None or known.valid_to_date >= each.from_date):
            known.valid_to_date = each.from_date - ONE_DAY
            ended.append(known)
        if known is not None and (row := held.by_key[each.provision_id]).valid_to_date is not None:
            row.valid_to_date = None
            reopened.append(row)
        rows.append(
            ProvisionText(
                provision_id=each.provision_id, valid_from_date=each.from_date, text=each.text,
                sha256=each.sha256, mentions=mentions, edition=edition,
            )
        )  # fmt: skip
    ProvisionText.objects.bulk_update(ended, ["valid_to_date"], batch_size=BATCH)
    fields = ["text", "sha256", "mentions", "edition", "valid_to_date"]
    ProvisionText.objects.bulk_update(overwritten, fields, batch_size=BATCH)
    Provision.objects.bulk_update(reopened, ["valid_to_date"], batch_size=BATCH)
    ProvisionText.objects.bulk_create(rows, batch_size=BATCH)
    return taken


def digest_of_plan(held: Held, plan: TextPlan) -> str:
    """Return what edition_digest computes of an edition that has just written `plan`, without reading it back."""
    numbers = {row.pk: row.number for row in held.documents.values()}
    rows = ((held.by_key[each.provision_id], each) for each in plan.new)
    return digest_of((numbers[row.document_id], row.eid, each.from_date, each.sha256) for row, each in rows)


def end_gone(plan: TextPlan, day: dt.date) -> None:
    """End the texts that the file no longer holds, and its provisions unless these have an own end."""
    for text in plan.gone:
        text.valid_to_date = max(day - ONE_DAY, text.valid_from_date)
    provisions = []
    for row in plan.ended:
        last = max(day - ONE_DAY, row.valid_from_date or dt.date.min)
        if row.valid_to_date is None:
            row.valid_to_date = last
            provisions.append(row)
    ProvisionText.objects.bulk_update(plan.gone, ["valid_to_date"], batch_size=BATCH)
    Provision.objects.bulk_update(provisions, ["valid_to_date"], batch_size=BATCH)
