"""Làm hộ: acts of the officer Thu for Lan on labels and buyers' questions are stored as Lan's on behalf of."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from backend.ledger.models import Entry
from tests.traceability.label_runs import a_ready_run, a_run
from traceability.inquiries.actions import answer_inquiry, close_inquiry
from traceability.inquiries.enums import InquiryState
from traceability.labels.actions import remake_sheet, retry_run, shift_sheet
from traceability.labels.enums import RunState
from traceability.models import Inquiry, LabelRun

pytestmark = pytest.mark.usefixtures("own_media")


def last(kind: str, world: SimpleNamespace) -> Entry:
    entry = Entry.objects.get(kind=kind)
    assert (entry.by, entry.on_behalf_of) == (world.thu.ref, world.lan.ref)
    return entry


@pytest.mark.slow
def test_sheet_shifted_on_behalf_has_an_entry(world):
    run = a_ready_run(world, count=21, layout="a4-21")
    shift_sheet(actor=world.thu_for_lan, run=run, offset_x=Decimal("1.5"), offset_y=Decimal(-1))
    assert (
        f'"payload":{{"offsetX":"1.50","offsetY":"-1.00","run":{run.pk}}}'
        in last("labels.shifted", world).body
    )


@pytest.mark.slow
def test_sheet_remade_on_behalf_has_an_entry(world):
    run = a_ready_run(world)
    LabelRun.objects.update(pdf="", heartbeat_at=None)
    remake_sheet(actor=world.thu_for_lan, run=run)
    last("labels.sheet_wanted", world)
    remake_sheet(actor=world.thu_for_lan, run=run)  # it is being made
    last("labels.sheet_wanted", world)


def test_run_retried_on_behalf_has_an_entry(world):
    run = a_run(world)
    LabelRun.objects.update(state=RunState.FAILED)
    retry_run(actor=world.thu_for_lan, run=run)
    last("labels.retried", world)


@pytest.fixture
def inquiry(world) -> Inquiry:
    return Inquiry.objects.create(kind="question", text="Còn hàng không?", producer=world.producer)


def test_answer_given_on_behalf_has_an_entry_without_its_words(world, inquiry):
    answered = answer_inquiry(actor=world.thu_for_lan, inquiry=inquiry, answer="Còn 20 kg.")
    assert (answered.answered_by, answered.on_behalf_of, answered.state) == (
        world.thu, world.lan, InquiryState.ANSWERED,
    )  # fmt: skip
    body = last("inquiry.answered", world).body
    assert "20 kg" not in body and "Còn" not in body


def test_inquiry_closed_on_behalf_has_one_entry(world, inquiry):
    for _again in range(2):
        closed = close_inquiry(actor=world.thu_for_lan, inquiry=inquiry)
    last("inquiry.closed", world)
    closed.refresh_from_db()
    assert (closed.answered_by, closed.on_behalf_of) == (world.thu, world.lan)


def test_own_answer_names_nobody_on_behalf(world, inquiry):
    assert answer_inquiry(actor=world.as_.lan, inquiry=inquiry, answer="Còn.").on_behalf_of is None
    assert Entry.objects.get(kind="inquiry.answered").on_behalf_of is None
