"""Add documents and provisions, and correct what is known of them."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.law.library.enums import DocumentKind, DocumentState, ProvisionKind
from backend.law.library.models import Document, Provision
from backend.law.library.references import Ref
from backend.law.library.rules import may_keep_law
from backend.law.library.states import STATED, state_documents
from backend.law.library.uris import number_slug
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.rules import require


class LawRefused(DomainError):
    """The values of a document, text or change contradict each other or the library."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is known of a document. An empty value leaves a known one as it is."""

    number: str
    kind: str = ""
    title: str = ""
    issuer: str = ""
    issued_date: dt.date | None = None
    valid_from_date: dt.date | None = None
    valid_to_date: dt.date | None = None
    state: str = ""
    source_name: str = ""
    source_url: str = ""
    source_sha256: str = ""
    read_date: dt.date | None = None


@transaction.atomic
def add_document(*, actor: Actor | None, facts: DocumentFacts) -> Document:
    """Add the document that `facts` describe, or complete and correct the one with this number.

    actor: None for a command of the operator. Raises NotAllowed, LawRefused.
    """
    require(actor is None or may_keep_law(actor.member))
    row = write_document(facts)
    append_state(actor=actor, document=row)
    return row


def write_document(facts: DocumentFacts) -> Document:
    """Write the row of a document, locked. The caller states it in the same transaction. Raises LawRefused."""
    number = clean_number(facts.number)
    row = Document.objects.select_for_update().filter(number=number).first()
    if row is None:
        row = Document(number=number, slug=number_slug(number), kind=facts.kind or DocumentKind.OTHER)
    known = {name: value for name, value in asdict(facts).items() if value and name != "number"}
    changed = {name: value for name, value in known.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    _check(row)
    if changed or row.pk is None:
        row.save()
    return row


@transaction.atomic
def add_provision(
    *,
    actor: Actor | None,
    document: Document,
    ref: Ref,
    title: str = "",
    period: tuple[dt.date | None, dt.date | None] = (None, None),
) -> Provision:
    """Add the provision `ref` of the document, and what holds it, or set the title and days of a known one.

    period: its own first and last day, if they differ from those of what holds it. Raises NotAllowed, LawRefused.
    """
    require(actor is None or may_keep_law(actor.member))
    document = Document.objects.select_for_update().get(pk=document.pk)
    row = write_provision(document=document, ref=ref, title=title, period=period)
    append_state(actor=actor, document=document)
    return row


def write_provision(
    *,
    document: Document,
    ref: Ref,
    title: str = "",
    period: tuple[dt.date | None, dt.date | None] = (None, None),
) -> Provision:
    """Write the row of a provision of a locked document, which the caller states. Raises LawRefused."""
    if not ref:
        raise LawRefused(_("Chưa ghi điều nào."), field="ref", code="law_no_ref")
    row = _with_holders(document, ref)
    values = {"title": title or row.title, "valid_from_date": period[0], "valid_to_date": period[1]}
    if period == (None, None):
        values = {"title": values["title"]}
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    _check(row)
    if changed:
        row.save(update_fields=list(changed))
    return row


def append_state(*, actor: Actor | None, document: Document) -> None:
    """State a locked document and its provisions in an entry, if they changed since the last one."""
    if digests := state_documents([document]):
        append_entry(
            kind="law.document",
            subject=f"law:{document.number}",
            payload={STATED: digests},
            **(actor.ledger_refs() if actor else {"by": None}),
        )


def clean_number(number: str) -> str:
    """Return a document's number as it is stored. Raises LawRefused."""
    cleaned = unicodedata.normalize("NFC", number).strip()
    if not cleaned or len(cleaned) > 60 or any(each.isspace() for each in cleaned):
        raise LawRefused(
            _("Số hiệu “%(number)s” không đúng. Ví dụ: 37/2026/NĐ-CP.") % {"number": number[:80]},
            field="number",
            code="law_number",
        )
    return cleaned


def new_provision(document_id: int, ref: Ref, *, parent_id: int | None = None) -> Provision:
    """Return an unsaved row for `ref`."""
    return Provision(
        document_id=document_id, parent_id=parent_id, kind=kind_of(ref),
        number=(ref.point or ref.clause or ref.article.removeprefix("pl").removeprefix("-")),
        ref=str(ref), eid=ref.eid, sort=ref.sort,
    )  # fmt: skip


def kind_of(ref: Ref) -> ProvisionKind:
    if ref.point:
        return ProvisionKind.POINT
    if ref.clause:
        return ProvisionKind.CLAUSE
    return ProvisionKind.APPENDIX if ref.is_appendix else ProvisionKind.ARTICLE


def _with_holders(document: Document, ref: Ref) -> Provision:
    known = Provision.objects.filter(document=document, ref=str(ref)).first()
    if known is not None:
        return known
    parent = _with_holders(document, ref.parent) if ref.parent else None
    row = new_provision(document.pk, ref, parent_id=parent.pk if parent else None)
    row.save(force_insert=True)
    return row


def _check(row: Document | Provision) -> None:
    if row.valid_from_date and row.valid_to_date and row.valid_to_date < row.valid_from_date:
        raise LawRefused(
            _("Ngày hết hiệu lực trước ngày có hiệu lực."), field="valid_to_date", code="law_days"
        )
    if isinstance(row, Document) and row.state == DocumentState.READ and row.read_date is None:
        raise LawRefused(_("Văn bản đã đọc thì ghi ngày đọc."), field="read_date", code="law_read_date")
