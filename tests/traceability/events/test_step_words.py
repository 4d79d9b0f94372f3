"""Steps and states of partners' events, in the words for buyers and inspectors."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone
from django.utils.html import escape

from tests.traceability.capture.test_capture import codes
from tests.traceability.epcis_samples import document, shipping
from traceability.epcis.vocabulary import BIZ_STEPS, DISPOSITIONS
from traceability.events.actions import LotPart, record_event
from traceability.events.enums import EventKind
from traceability.events.journey import MAX_STEPS, history, journey
from traceability.events.step_words import DISPOSITION_WORDS, STEP_WORDS, step_label
from traceability.inspection.contents import contents_of
from traceability.inspection.index import index_of, step_of
from traceability.lots.actions.lots import open_lot
from traceability.models import Passport
from traceability.scans.origin.facts import build_facts

STEPS, STATES = sorted(BIZ_STEPS), sorted(DISPOSITIONS)
# Steps that the diary and a program name differently.
DIARYS = ("Trồng, chăm", "Thu hoạch", "Chế biến", "Hao hụt", "Đóng thùng")


@pytest.fixture
def lot(world):
    return open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")


def test_captured_steps_have_their_own_words_when_no_diary_knows_them(world, lot, send):
    expected_labels = {
        "receiving": "Nhận hàng",
        "destroying": "Tiêu huỷ",
        "void_shipping": "Huỷ lần giao",
        "inspecting": "Kiểm tra",
    }
    events = [
        shipping(lot, bizStep=step, eventTime=f"2026-11-2{n}T08:00:00Z")
        for n, step in enumerate(expected_labels)
    ]
    assert codes(send(world.lan, document(*events))) == []
    assert [step.label for step in journey(lot)] == [*expected_labels.values()]
    assert [entry.label for entry in history(lot)] == [*reversed(expected_labels.values())]
    assert {entry.program_note for entry in history(lot)} == {"đang trên đường; phần mềm khác báo"}


def test_a_day_in_the_field_stays_one_when_the_diary_records_it(world, lot):
    moment = timezone.now() - dt.timedelta(hours=1)
    record_event(actor=world.as_.lan, kind=EventKind.GROWING, event_time=moment, lots=[LotPart(lot)])
    assert [(step.label, step.program_note) for step in journey(lot)] == [("Trồng, chăm", "")]
    assert (history(lot)[0].label, history(lot)[0].program_note) == ("Trồng, chăm", "")
    assert "told_by" not in build_facts(lot)["journey"][0]


def test_every_step_and_state_of_the_standard_has_words_of_its_own():
    assert STEP_WORDS.keys() == BIZ_STEPS - {"other"} and DISPOSITION_WORDS.keys() == DISPOSITIONS
    for words in (STEP_WORDS, DISPOSITION_WORDS):
        texts = [str(word) for word in words.values()]
        assert len({*texts}) == len(texts) and not {*texts} & words.keys()
    # "Đóng gói", not "Đóng thùng": cartons are packed less often than goods.
    assert step_label(EventKind.PACKING, "packing", is_captured=True) == "Đóng gói"
    assert step_label(EventKind.BOXING, "packing", is_captured=True) == "Đóng thùng"
    assert step_label(EventKind.BOXING, "loading", is_captured=True) == "Xếp hàng lên xe"
    assert step_label(EventKind.LOSS, "destroying", is_captured=True) == "Tiêu huỷ"
    assert step_label(EventKind.HARVESTING, "commissioning", is_captured=True) == "Gắn mã cho hàng"


def everything(lot, action: str) -> list[dict]:
    """An event of each step, together of every state."""
    return [
        shipping(lot, action=action, bizStep=step, disposition=STATES[n % len(STATES)], eventTime=f"2026-10-{1 + n % 28:02}T0{n // 28}:00:00Z")
        for n, step in enumerate(STEPS)
    ]  # fmt: skip


def program_label(step: str, disposition: str) -> str:
    return f"{STEP_WORDS.get(step, 'Việc khác')} ({DISPOSITION_WORDS[disposition]}; phần mềm khác báo)"


@pytest.mark.slow
@pytest.mark.parametrize("action", ["OBSERVE", "ADD"])
def test_pages_never_show_a_code_or_the_diarys_word_for_a_captured_step(world, lot, send, client, action):
    events = everything(lot, action)
    assert codes(send(world.lan, document(*events))) == []
    labels = {program_label(event["bizStep"], event["disposition"]) for event in events}
    assert len(labels) == len(STEPS) > len(STATES)
    # The diary and the lot's page of its people and of inspectors.
    assert {f"{entry.label} ({entry.program_note})" for entry in history(lot)} == labels
    # The story for buyers is short; its texts are right, too.
    steps = journey(lot)
    assert len(steps) <= MAX_STEPS and all(step.program_note.endswith("phần mềm khác báo") for step in steps)
    assert {step.label for step in steps} <= {"Việc khác", "Gắn mã cho hàng", "Đóng gói", "Giao đi"}
    # The inspector's index.
    files = contents_of([lot], made_at="2026-11-24T08:00:00+07:00")
    index = index_of(files, made_at="2026-11-24T08:00:00+07:00", origin="https://pieu.test")
    on_page = [row for row in labels if escape(row) in index]
    assert {*on_page} == labels and not any(f"<td>{word}" in index for word in DIARYS)
    # The passport.
    events = [
        {
            "id": entry.event.urn,
            "bizStep": entry.event.biz_step,
            "time": entry.event.event_time.isoformat(),
            "place": "",
        }
        for entry in history(lot)
    ]
    passport_of(lot, events)
    page = client.get(f"/lo/{lot.pk}/ho-chieu/").text
    assert {row for row in labels if escape(row) in page} == labels and not any(
        f">{word}<" in page for word in DIARYS
    )


def passport_of(lot, events: list[dict]) -> Passport:
    facts = build_facts(lot)
    return Passport.objects.create(
        lot=lot, number=1, pin="0" * 64,
        facts=json.loads(json.dumps({
            "name": lot.product.name, "gtin": "", "lot": lot.code, "origin": "", "produced": "", "expiry": "", "events": events,
            "maker": {"name": "", "address": facts["producer"]["address"], "identityCode": ""}, "certificates": [], "warnings": "",
            "ingredients": "", "netContent": "", "storage": "", "usage": "", "photo": "",
        })),
    )  # fmt: skip


def test_a_nonstandard_step_is_listed_with_standard_ones():
    event = {"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "https://example.org/steps-cleaning"}
    assert (
        step_of(event, is_captured=True)
        == "Việc khác (phần mềm khác báo): “https://example.org/steps-cleaning”"
    )
    assert step_of({"type": "ObjectEvent", "eventID": "urn:uuid:1"}, is_captured=False) == "–"
    diarys = {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "bizStep": "inspecting",
        "disposition": "in_progress",
    }
    assert step_of(diarys, is_captured=False) == "Trồng, chăm"
    assert (
        step_of(diarys | {"disposition": "conformant"}, is_captured=True)
        == "Kiểm tra (đạt yêu cầu; phần mềm khác báo)"
    )
