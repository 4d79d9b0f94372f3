"""A law that changes on CHANGE, its officers, and what they wrote about it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from backend.law.bulletins.actions.versions import (
    Draft,
    begin_bulletin,
    edit_version,
    publish_version,
    submit_version,
)
from backend.law.bulletins.content import Change, Content, Sentence
from backend.law.citing import citers
from backend.law.library.actions.texts import put_text
from backend.law.models import BulletinVersion, Document
from members.acting import Actor
from tests.factories.law import READ, a_document, a_provision
from tests.factories.members import LanFactory, OfficerFactory, province

CHANGE = dt.date(2026, 12, 20)


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    monkeypatch.setattr(citers, "_maps", {})


def make_law() -> Document:
    """A read law whose clause 7(2) reads otherwise from CHANGE on, and a decree that nobody read."""
    law = a_document("902/2026/QH99", valid_from_date=CHANGE, title="Hái mận", **READ)
    clause = a_provision("7(2)", document=law)
    put_text(actor=None, provision=clause, text="Ai hái mận thì ghi giấy.", from_date=dt.date(2020, 1, 1))
    put_text(actor=None, provision=clause, text="Ai hái mận thì ghi trên máy.", from_date=CHANGE)
    a_provision("8", document=law)
    a_document("903/2020/NĐ-CP", kind="decree", title="Mận cũ")
    return law


def content(**values) -> Content:
    """Whole words about the law: one change with the law's own text, one of the Union's words."""
    whole = {
        "whom": Sentence("Chị hái mận.", ("902/2026/QH99 7",)),
        "changes": (
            Change(Sentence(cites=("902/2026/QH99 7(2)",)), Sentence(cites=("902/2026/QH99 7(2)",))),
            Change(
                Sentence(cites=("903/2020/NĐ-CP 3",)), Sentence("Bán mận phải cân.", ("902/2026/QH99 8",))
            ),
        ),
        "steps": (Sentence("Chị ghi vào máy.", ("902/2026/QH99 7(2)",)), Sentence("Hỏi chi hội.")),
    }
    return Content(**{**whole, **values})


def a_draft(**values) -> Draft:
    note = values.pop("note", "")
    return Draft("Hái mận phải ghi trên máy", CHANGE, content(**values), note)


@pytest.fixture
def office(db) -> SimpleNamespace:
    """writer: an officer of a commune. reader: one of the province. lan: a member. law: their subject. draft: the writer's."""
    writer, reader = Actor.of(OfficerFactory()), Actor.of(OfficerFactory(branch=province()))
    law = make_law()
    bulletin = begin_bulletin(actor=writer, document=law, topic="ban-hang", draft=a_draft())
    return SimpleNamespace(
        writer=writer,
        reader=reader,
        lan=Actor.of(LanFactory()),
        law=law,
        bulletin=bulletin,
        draft=bulletin.versions.get(),
    )


def publish(office: SimpleNamespace) -> BulletinVersion:
    """Submit and publish the open version."""
    version = submit_version(actor=office.writer, version=office.bulletin.versions.get(state="draft"))
    return publish_version(actor=office.reader, version=version, mark=version.mark)


def rewrite(office: SimpleNamespace, **values) -> BulletinVersion:
    return edit_version(
        actor=office.writer, version=office.bulletin.versions.get(state="draft"), draft=a_draft(**values)
    )
