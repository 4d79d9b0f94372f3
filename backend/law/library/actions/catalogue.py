"""Load the shipped catalogue: documents known by number, title and days, their changes and cited provisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backend.law.data_files import FOLDER, BrokenDataFile, DataFile, data_files
from backend.law.library.actions.changes import NewChange, record_change
from backend.law.library.actions.documents import (
    DocumentFacts,
    add_document,
    append_state,
    clean_number,
    write_document,
    write_provision,
)
from backend.law.library.enums import ChangeKind, DocumentKind, DocumentState
from backend.law.library.models import Change, Document
from backend.law.library.references import BadReference, Ref, parse_ref

_REQUIRED = ("number", "kind", "title", "state")
_OPTIONAL = ("issuer", "issued", "from", "to", "source", "read", "url", "note", "changes", "provisions")
_CHANGE = (("kind", "from"), ("ref", "by", "by_ref", "to", "note", "source"))
_PROVISION = (("ref",), ("title", "from", "to", "words", "sha256"))


@dataclass(frozen=True, slots=True)
class _Change:
    kind: str
    ref: Ref
    by: str
    by_ref: str
    from_date: dt.date
    to_date: dt.date | None
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A document of the catalogue. provisions: (reference, title, first day, last day)."""

    facts: DocumentFacts
    changes: list[_Change]
    provisions: list[tuple[Ref, str, dt.date | None, dt.date | None]]


def read_catalogue(root: Path = FOLDER) -> list[CatalogueFile]:
    """Return the documents of the catalogue. Raises BrokenDataFile."""
    return [_read(file) for file in data_files("documents", root)]


def load_catalogue(root: Path = FOLDER) -> int:
    """Load the catalogue into rows and return the number of its documents. Loading it again changes nothing.

    A state "read" of an import stays. A change that a person withdrew stays withdrawn. Raises BrokenDataFile.
    """
    files = read_catalogue(root)
    for file in files:
        with transaction.atomic():
            _load_document(file)
    for file in files:
        with transaction.atomic():
            _load_changes(file)
    return len(files)


def _read(file: DataFile) -> CatalogueFile:
    file.check(required=_REQUIRED, optional=_OPTIONAL)
    values = file.values
    if values["kind"] not in DocumentKind.values or values["state"] not in DocumentState.values:
        raise BrokenDataFile(file.path, _("kind hay state không có trong danh sách."))
    facts = DocumentFacts(
        number=clean_number(values["number"]),
        kind=values["kind"],
        title=values["title"],
        issuer=values.get("issuer", ""),
        issued_date=file.day(values, "issued"),
        valid_from_date=file.day(values, "from"),
        valid_to_date=file.day(values, "to"),
        state=values["state"],
        source_name=values.get("source", ""),
        source_url=values.get("url", ""),
        read_date=file.day(values, "read"),
    )
    if facts.state == DocumentState.READ and facts.read_date is None:
        raise BrokenDataFile(file.path, _("văn bản đã đọc thì cần ngày đọc (read)."))
    changes = [_change(file, row) for row in file.tables("changes", required=_CHANGE[0], optional=_CHANGE[1])]
    provisions = [
        (_ref(file, row["ref"]), row.get("title", ""), file.day(row, "from"), file.day(row, "to"))
        for row in file.tables("provisions", required=_PROVISION[0], optional=_PROVISION[1])
    ]
    return CatalogueFile(facts, changes, provisions)


def _change(file: DataFile, row: dict[str, Any]) -> _Change:
    first = file.day(row, "from")
    if row["kind"] not in ChangeKind.values or first is None:
        raise BrokenDataFile(file.path, _("kind hay from của một thay đổi không đúng."))
    return _Change(
        row["kind"],
        _ref(file, row.get("ref", "")),
        clean_number(row["by"]) if row.get("by") else "",
        str(_ref(file, row.get("by_ref", ""))),
        first,
        file.day(row, "to"),
        row.get("note", ""),
        row.get("source", ""),
    )


def _ref(file: DataFile, text: str) -> Ref:
    try:
        return parse_ref(text)
    except BadReference as error:
        raise BrokenDataFile(file.path, error.message) from None


def _load_document(file: CatalogueFile) -> None:
    facts = file.facts
    known = Document.objects.filter(number=facts.number).first()
    if known is not None and known.was_read and facts.state != DocumentState.READ:
        facts = DocumentFacts(**{**_as_dict(facts), "state": "", "source_name": "", "read_date": None})
    document = write_document(facts)
    for ref, title, first, last in file.provisions:
        write_provision(document=document, ref=ref, title=title, period=(first, last))
    append_state(actor=None, document=document)


def _as_dict(facts: DocumentFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in DocumentFacts.__dataclass_fields__}


def _load_changes(file: CatalogueFile) -> None:
    document = Document.objects.select_for_update().get(number=file.facts.number)
    for each in file.changes:
        provision = write_provision(document=document, ref=each.ref) if each.ref else None
        by = add_document(actor=None, facts=DocumentFacts(number=each.by)) if each.by else None
        withdrawn = Change.objects.exclude(withdrawn_at=None).filter(
            kind=each.kind, document=document, provision=provision, by_document=by, from_date=each.from_date
        )
        if not withdrawn.exists():
            new = NewChange(
                kind=each.kind, document=document, provision=provision, by_document=by, by_ref=each.by_ref,
                from_date=each.from_date, to_date=each.to_date, note=each.note, source=each.source,
            )  # fmt: skip
            record_change(actor=None, change=new)
    append_state(actor=None, document=document)
