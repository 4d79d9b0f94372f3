"""Load the catalogue that Piêu ships (backend/law/data/documents) into the library."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from backend.law.library.actions.documents import DocumentFacts, add_document, add_provision
from backend.law.library.references import parse_ref
from backend.law.readings.actions import write_words

FOLDER = Path(__file__).parent / "data" / "documents"


def load_catalogue(folder: Path = FOLDER) -> int:
    """Add and correct the documents of the folder, one transaction each, and return how many there are.

    Equal rows stay as they are. Raises LawRefused, BadReference, KeyError.
    """
    rows = [tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))]
    for row in rows:
        with transaction.atomic():
            _load(row)
    return len(rows)


def _load(row: Mapping[str, Any]) -> None:
    facts = DocumentFacts(
        number=row["number"],
        kind=row["kind"],
        title=row.get("title", ""),
        issuer=row.get("issuer", ""),
        issued_date=row.get("issued"),
        valid_from_date=row.get("from"),
        valid_to_date=row.get("to"),
        state=row["state"],
        source_name=row.get("source", ""),
        source_url=row.get("url", ""),
        read_date=row.get("read"),
    )
    document = add_document(actor=None, facts=facts)
    for each in row.get("provisions", ()):
        provision = add_provision(
            actor=None,
            document=document,
            ref=parse_ref(each["ref"]),
            title=each.get("title", ""),
            period=(each.get("from"), each.get("to")),
        )
        if words := each.get("words"):
            write_words(actor=None, provision=provision, text=words)
