"""Invented law: no such documents exist."""

from __future__ import annotations

import datetime as dt
from typing import Any

from backend.law.library.actions.documents import DocumentFacts, add_document, add_provision
from backend.law.library.actions.texts import put_text
from backend.law.library.references import parse_ref
from backend.law.models import Document, Provision

BEGIN = dt.date(2020, 1, 1)
READ = {"state": "read", "read_date": dt.date(2026, 6, 1)}


def a_document(number: str = "901/2019/QH99", **facts: Any) -> Document:
    values = {"kind": "law", "title": "Trồng mận", "valid_from_date": BEGIN, **facts}
    return add_document(actor=None, facts=DocumentFacts(number=number, **values))


def a_provision(ref: str, *, document: Document, text: str = "", **values: Any) -> Provision:
    """Return the provision, which says `text` from the first day of its document on."""
    row = add_provision(actor=None, document=document, ref=parse_ref(ref), **values)
    if text:
        put_text(actor=None, provision=row, text=text, from_date=document.valid_from_date or BEGIN)
    return row
