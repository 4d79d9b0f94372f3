"""`./run audit_log` over documents and provisions: one change alone, or a row that is gone, is named with its subject."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from backend.law.catalogue import load_catalogue
from backend.law.library.actions.documents import DocumentFacts, add_document, add_provision
from backend.law.library.auditing import compare_documents
from backend.law.library.references import parse_ref
from backend.law.library.states import unstated_documents
from backend.law.models import Document, Provision
from backend.ledger import taking_up
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from tests.audit.declared.law import TABLES
from tests.factories.law import a_document, a_provision

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NUMBER = "901/2019/QH99"
# Keys, and columns that the database ties to others.
TIED = {"id", "document", "parent"}


@pytest.fixture
def document() -> Document:
    """Return one of two documents, with an article, a clause and a point."""
    a_provision("1", document=a_document("902/2019/QH99"))
    document = a_document(NUMBER)
    a_provision("2(1)(đ)", document=document, title="Mận")
    return document


def named() -> list[str]:
    return [each.subject for each in compare_documents() if isinstance(each, Finding)]


def other(field: models.Field[Any, Any], value: object) -> object:
    """Return another value of the column that its constraints accept."""
    if isinstance(field, models.DateField):
        return dt.date(2020, 5, 5)
    if field.choices:
        return next(key for key, _label in field.choices if key not in (value, "read"))
    longest = getattr(field, "max_length", None)
    return f"{value}9" if longest is None or len(str(value)) < longest else f"9{str(value)[1:]}"


@pytest.mark.parametrize("label", ["law.Document", "law.Provision"])
def test_each_column_alone_is_named_if_it_changes(document, label):
    assert named() == [] and not TABLES[label].free and not TABLES[label].derived
    model = apps.get_model(label)
    row = model.objects.filter(**{"number": NUMBER} if model is Document else {"document": document}).last()
    unnamed = []
    for field in model._meta.concrete_fields:
        if field.name in TIED:
            continue
        with transaction.atomic():
            value = (
                "not_seen"
                if (label, field.name) == ("law.Document", "state")
                else other(field, getattr(row, field.name))
            )
            if field.name == "state":
                model.objects.filter(pk=row.pk).update(state="read", read_date=dt.date(2026, 1, 1))
            else:
                model.objects.filter(pk=row.pk).update(**{field.name: value})
            found = set(named())
            # A document of another number is one that no entry states, and the stated one is gone.
            expected = (
                {f"law:{NUMBER}", f"law:{NUMBER}9"}
                if (label, field.name) == ("law.Document", "number")
                else {f"law:{NUMBER}"}
            )
            unnamed += [] if found == expected else [(field.name, found)]
            transaction.set_rollback(True)
    assert unnamed == []


def test_a_provision_that_moved_or_is_gone_is_named(document):
    point = document.provisions.get(ref="2(1)(đ)")
    for change in (
        lambda: Provision.objects.filter(pk=point.pk).update(parent=None),
        lambda: Provision.objects.filter(pk=point.pk).delete(),
        lambda: Provision.objects.filter(pk=point.pk).update(
            document=Document.objects.exclude(pk=document.pk).get()
        ),
    ):
        with transaction.atomic():
            change()
            assert f"law:{NUMBER}" in named()
            transaction.set_rollback(True)


def test_a_document_that_is_gone_is_named(document):
    for ref in ("2(1)(đ)", "2(1)", "2"):
        Provision.objects.filter(document=document, ref=ref).delete()
    Document.objects.filter(pk=document.pk).delete()
    assert named() == [f"law:{NUMBER}"]


def test_an_action_states_what_it_changed_and_nothing_otherwise(document):
    entries = Entry.objects.count()
    add_document(actor=None, facts=DocumentFacts(number=NUMBER, title="Trồng mận"))
    add_provision(actor=None, document=document, ref=parse_ref("2"))
    assert (Entry.objects.count(), named()) == (entries, [])
    add_provision(actor=None, document=document, ref=parse_ref("3"))
    entry = Entry.objects.latest("pk")
    assert (Entry.objects.count(), entry.kind, entry.subject, named()) == (
        entries + 1, "law.document", f"law:{NUMBER}", [],
    )  # fmt: skip


def test_the_shipped_catalogue_is_stated():
    load_catalogue()
    assert named() == []
    Document.objects.filter(number="37/2026/NĐ-CP").update(valid_from_date=dt.date(2027, 1, 1))
    assert named() == ["law:37/2026/NĐ-CP"]


def test_a_document_older_than_its_state_is_accused_only_once_the_clock_has_stated_all(document):
    late = Document.objects.create(number="903/2019/QH99", slug="903", kind="law")
    assert named() == []
    taking_up.record_earlier_rows()
    late.refresh_from_db()
    assert late.stated_sha256 and named() == [] and list(unstated_documents()) == []
    Document.objects.create(number="904/2019/QH99", slug="904", kind="law")
    assert named() == ["law:904/2019/QH99"]
