"""Add the documents and provisions of a read file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone

from backend.law.editions.held import Held
from backend.law.editions.numbers import kind_of_number
from backend.law.editions.parsed import ParsedContainer, ParsedDocument, ParsedLaw, ParsedProvision
from backend.law.library.actions.documents import clean_number, new_provision
from backend.law.library.enums import CONTAINERS, DocumentKind, DocumentState, ProvisionKind
from backend.law.library.models import Document, Provision
from backend.law.library.references import Ref, container_sort, number_order
from backend.law.library.uris import number_slug

if TYPE_CHECKING:
    from backend.law.editions.actions.importing import Source
    from backend.law.editions.actions.texts import TextPlan

BATCH = 2_000
_EIDS = {
    ProvisionKind.PART: "part", ProvisionKind.CHAPTER: "chp", ProvisionKind.SECTION: "sec",
    ProvisionKind.SUBSECTION: "subsec",
}  # fmt: skip
_LONGEST_TITLE = 1_000
_FACTS = ("title", "issuer", "issued_date", "valid_from_date", "valid_to_date", "source_url")


def add_documents(held: Held, law: ParsedLaw, by_numbers: set[str]) -> int:
    """Add the documents that the library lacks, and those that changed others. Return how many of the file are new.

    What is known of a document already stays: the catalogue corrects the head of a file, not the other way round.
    """
    parsed = {clean_number(number): each for number, each in law.documents.items()}
    rows, changed = [], []
    for number in sorted({*parsed, *by_numbers}):
        facts = _facts(parsed.get(number))
        row = held.documents.get(number)
        if row is None:
            kind = parsed[number].kind if number in parsed else kind_of_number(number)
            rows.append(Document(number=number, slug=number_slug(number), kind=kind, **facts))
            continue
        missing = {name: value for name, value in facts.items() if value and not getattr(row, name)}
        if row.kind == DocumentKind.OTHER and number in parsed and parsed[number].kind != row.kind:
            missing["kind"] = parsed[number].kind
        for name, value in missing.items():
            setattr(row, name, value)
        changed += [row] if missing else []
    _part_slugs(rows)
    for row in Document.objects.bulk_create(rows, batch_size=BATCH):
        held.documents[row.number] = row
    Document.objects.bulk_update(changed, [*_FACTS, "kind"], batch_size=BATCH)
    return sum(row.number in parsed for row in rows)


def add_provisions(held: Held, law: ParsedLaw, later_from: dt.date | None) -> int:
    """Add the provisions that the library lacks, level by level, and correct titles. Return how many are new.

    later_from: the first day of what a later edition adds; None: this is the first edition of its scope.
    """
    new = 0
    known = {document_id for document_id, _ref in held.provisions}
    for number, document in law.documents.items():
        row = held.documents[clean_number(number)]
        parents = _add_containers(held, row, document)
        levels: dict[int, list[Provision]] = {1: [], 2: [], 3: []}
        for parsed in _with_holders(document):
            provision = held.provisions.get((row.pk, str(parsed.ref)))
            if provision is None:
                since = later_from if row.pk in known else None
                levels[_depth(parsed.ref)].append(_new_row(row, parsed, since))
            else:
                _correct(provision, parsed)
        for rows in levels.values():
            for each in rows:
                above = each.place.parent
                holder = held.provisions.get((row.pk, str(above))) if above else parents.get(each.ref)
                each.parent_id = holder.pk if holder else None
            for made in Provision.objects.bulk_create(rows, batch_size=BATCH):
                held.keep(made)
            new += len(rows)
    return new


def mark_documents_read(held: Held, law: ParsedLaw, plan: TextPlan, source: Source) -> None:
    """Mark documents with newly written texts as read today from this source."""
    if not source.is_text:
        return
    written = {held.by_key[each.provision_id].document_id for each in plan.new}
    rows = []
    for number, parsed in law.documents.items():
        row = held.documents[clean_number(number)]
        if row.pk in written and parsed.is_seen and row.state != DocumentState.READ:
            row.state, row.read_date = DocumentState.READ, timezone.localdate()
            row.source_name, row.source_sha256 = source.name[:200], source.sha256
            rows.append(row)
    Document.objects.bulk_update(rows, ["state", "read_date", "source_name", "source_sha256"])


def _facts(parsed: ParsedDocument | None) -> dict[str, object]:
    if parsed is None:
        return {}
    return {
        "title": parsed.title[:600], "issuer": parsed.issuer[:200], "issued_date": parsed.issued,
        "valid_from_date": parsed.valid_from, "valid_to_date": parsed.valid_to, "source_url": parsed.source_url[:500],
    }  # fmt: skip


def _part_slugs(rows: list[Document]) -> None:
    """Let numbers that differ only in accents have different slugs."""
    taken = set(Document.objects.values_list("slug", flat=True))
    for row in rows:
        slug, count = row.slug, 1
        while row.slug in taken:
            count += 1
            row.slug = f"{slug}-{count}"
        taken.add(row.slug)


def _with_holders(document: ParsedDocument) -> Iterator[ParsedProvision]:
    """Yield the provisions, each after what holds it, also if the file doesn't list that."""
    seen: set[Ref] = set()
    listed = {each.ref for each in document.provisions}
    for parsed in document.provisions:
        above, missing = parsed.ref.parent, []
        while above and above not in seen and above not in listed:
            missing.append(above)
            above = above.parent
        for ref in reversed(missing):
            seen.add(ref)
            yield ParsedProvision(ref, parsed.line)
        seen.add(parsed.ref)
        yield parsed


def _depth(ref: Ref) -> int:
    return 1 + bool(ref.clause) + bool(ref.point)


def _new_row(document: Document, parsed: ParsedProvision, since: dt.date | None) -> Provision:
    row = new_provision(document.pk, parsed.ref)
    row.title = parsed.title[:_LONGEST_TITLE]
    row.valid_from_date = parsed.valid_from or since
    row.valid_to_date = parsed.valid_to
    return row


def _correct(row: Provision, parsed: ParsedProvision) -> None:
    """Correct the title of a known provision, if the file states another one."""
    title = parsed.title[:_LONGEST_TITLE]
    if title and title != row.title:
        row.title = title
        row.save(update_fields=["title"])


def _add_containers(held: Held, document: Document, parsed: ParsedDocument) -> dict[str, Provision]:
    """Add parts, chapters and sections. Return article -> the innermost one that holds it."""
    stack: list[tuple[int, Provision]] = []
    starts: list[tuple[str, Provision]] = []
    for each in parsed.containers:
        if not each.first_article:
            continue
        level = CONTAINERS.index(ProvisionKind(each.kind))
        stack = [one for one in stack if one[0] < level]
        row = _container(held, document, each, level, stack[-1][1] if stack else None)
        stack.append((level, row))
        starts.append((number_order(each.first_article), row))
    holders: dict[str, Provision] = {}
    for article in (each.ref.article for each in parsed.articles if not each.ref.is_appendix):
        before = [row for first, row in starts if first <= number_order(article)]
        if before:
            holders[article] = before[-1]
    return holders


def _container(
    held: Held, document: Document, parsed: ParsedContainer, level: int, parent: Provision | None
) -> Provision:
    name = f"{_EIDS[CONTAINERS[level]]}_{parsed.number[:10]}"
    eid = f"{parent.eid}__{name}" if parent else name
    row = held.containers.get((document.pk, eid))
    if row is None:
        row = Provision.objects.create(
            document=document, parent=parent, kind=parsed.kind, number=parsed.number[:10], eid=eid,
            title=parsed.title[:_LONGEST_TITLE], sort=container_sort(parsed.first_article, level),
        )  # fmt: skip
        held.keep(row)
    return row
