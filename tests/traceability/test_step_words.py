"""Steps that partners' programs tell, in the words that buyers and inspectors read."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.traceability.epcis_samples import document, shipping
from tests.traceability.test_epcis_capture import codes
from traceability.actions.events import LotPart, record_event
from traceability.actions.lots import open_lot
from traceability.enums import EventKind
from traceability.epcis.vocabulary import BIZ_STEPS
from traceability.inspection.index import _step
from traceability.journey import history, journey
from traceability.step_words import label_of_step


@pytest.fixture
def lot(world):
    return open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")


def test_captured_steps_have_their_own_words_when_no_diary_knows_them(world, lot, send):
    told = {"receiving": "Nhận hàng", "destroying": "Tiêu huỷ", "void_shipping": "Huỷ lần giao", "inspecting": "Kiểm tra"}
    events = [shipping(lot, bizStep=step, eventTime=f"2026-11-2{n}T08:00:00Z") for n, step in enumerate(told)]
    assert codes(send(world.lan, document(*events))) == []
    assert [step.label for step in journey(lot)] == [*told.values()]
    assert [said.label for said in history(lot)] == [*reversed(told.values())]


def test_a_day_in_the_field_stays_one_when_it_is_told_by_the_diary(world, lot):
    moment = timezone.now() - dt.timedelta(hours=1)
    record_event(actor=world.as_.lan, kind=EventKind.GROWING, event_time=moment, lots=[LotPart(lot)])
    assert [step.label for step in journey(lot)] == ["Trồng, chăm"]
    assert history(lot)[0].label == "Trồng, chăm"


def test_every_step_of_the_standard_has_vietnamese_words():
    assert label_of_step("packing") == "Đóng gói"  # not "Đóng thùng": cartons are packed less often than goods
    assert {step for step in BIZ_STEPS - {"other"} if label_of_step(step) in (None, "Việc khác")} == set()
    assert (_step("retail_selling"), _step("https://example.org/steps-cleaning")) == ("Bán lẻ", "cleaning")
