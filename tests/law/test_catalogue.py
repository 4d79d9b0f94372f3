from __future__ import annotations

from dataclasses import asdict

import pytest

from backend.law.catalogue import load_catalogue
from backend.law.citing.auditing import audit_citations
from backend.law.citing.enums import Fault
from backend.law.data_files import data_files
from backend.law.library.actions.catalogue import read_catalogue
from backend.law.library.enums import DocumentState
from backend.law.models import Document, PlainWords, Provision
from backend.law.situations.stock import stock
from backend.ledger.models import Entry

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Document, Provision, PlainWords, Entry))


def test_the_shipped_catalogue_loads_twice_with_the_same_rows():
    assert load_catalogue() == Document.objects.count() > 50
    first = counts()
    load_catalogue()
    assert counts() == first


def test_the_new_law_on_spreading_the_law_is_known_by_name_only():
    load_catalogue()
    assert Document.objects.get(number="12/2026/QH16").state == DocumentState.NOT_SEEN


def test_everything_that_pieu_cites_is_in_the_catalogue():
    load_catalogue()
    findings = audit_citations()
    assert [
        f"{one.place.key} {one.citation} {one.fault}" for one in findings if one.fault != Fault.NOT_READ
    ] == []


def test_a_sentence_of_law_rests_only_on_documents_that_were_read():
    load_catalogue()
    keys = {f"situation:{slug}" for slug in stock().situations}
    assert [one for one in audit_citations() if one.place.key in keys] == []


def test_what_a_situation_names_as_unread_is_in_the_catalogue_as_such():
    load_catalogue()
    unread = {number for each in stock().situations.values() for number in each.unread}
    states = dict(Document.objects.filter(number__in=unread).values_list("number", "state"))
    assert states == dict.fromkeys(unread, DocumentState.NOT_SEEN)


def test_an_unseen_document_is_explained_only_where_another_text_names_what_it_did():
    # The codified law on advertising says which article the law of 2025 added.
    known = {"75/2025/QH15"}
    unseen = (
        file.values for file in data_files("documents") if file.values["state"] == DocumentState.NOT_SEEN
    )
    explained = {
        each["number"] for each in unseen if any(row.get("words") for row in each.get("provisions", ()))
    }
    assert explained == known


def test_every_text_of_the_catalogue_fits_its_column():
    """SQLite stores longer ones; PostgreSQL refuses them."""
    for file in read_catalogue():
        for name, value in asdict(file.facts).items():
            if isinstance(value, str):
                longest = Document._meta.get_field(name).max_length
                assert longest is None or len(value) <= longest, (file.facts.number, name)
