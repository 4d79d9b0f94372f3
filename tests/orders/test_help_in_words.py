"""Descriptions of what an officer did for a member: each names the product, the amount and the lot."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from members.assist.history import ActsFor
from members.consent.actions import give_consent
from members.models import AssistSession
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order
from orders.shops.actions.shops import pause_shop, save_offer
from products.certificates.actions.certificates import add_certificate
from products.models import Product
from products.products.actions.products import create_draft, update_product
from tests.orders.conftest import order_of
from tests.traceability.label_runs import a_lot, a_run
from traceability.events.actions import declare_error, record_event
from traceability.events.actions.drafts import LotPart
from traceability.lots.actions.lots import change_lot, close_lot, open_lot, rename_lot
from traceability.lots.enums import LotRole

DAY = dt.date(2026, 11, 30)
AT = dt.datetime(2026, 11, 30, 2, tzinfo=dt.UTC)


@pytest.fixture
def helped(shop, settings, tmp_path) -> SimpleNamespace:
    settings.MEDIA_ROOT = tmp_path / "media"
    shop.fruit = Product.objects.create(producer=shop.producer, name="Mận sấy", unit="kg", price=200_000)
    shop.fruit_lot = open_lot(
        actor=shop.as_.lan, product=shop.fruit, quantity=5, unit="kg", code="SAY-1", produced_date=DAY
    )
    shop.act = shop.thu_for_lan
    return shop


def harvest(w: SimpleNamespace):
    return record_event(
        actor=w.act, kind="harvesting", event_time=AT, lots=[LotPart(w.lot, quantity=Decimal(30))]
    )


def drafted(w: SimpleNamespace) -> Product:
    return create_draft(actor=w.act, producer=w.producer, name="Xoài tròn", price="30000")


def dried(w: SimpleNamespace):
    parts = [
        LotPart(w.lot, LotRole.INPUT, Decimal(4)),
        LotPart(w.fruit_lot, LotRole.OUTPUT, Decimal(1)),
    ]
    return record_event(actor=w.act, kind="processing", event_time=AT, lots=parts)


ACTS = {
    "harvest": (harvest, "Ghi thu hoạch 30 kg mận hậu Mộc Châu, lô MAN-1, ngày 30/11/2026"),
    "processing": (
        dried,
        "Ghi chế biến 1 kg mận sấy, lô SAY-1 từ 4 kg mận hậu Mộc Châu, lô MAN-1, ngày 30/11/2026",
    ),
    "declared wrong": (
        lambda w: declare_error(actor=w.act, event=harvest(w), reason="incorrect_data"),
        "Báo một việc ghi sai: thu hoạch 30 kg mận hậu Mộc Châu, lô MAN-1, ngày 30/11/2026",
    ),
    "lot": (
        lambda w: open_lot(
            actor=w.act, product=w.product, quantity=200, unit="kg", code="01-12", harvested_date=DAY
        ),
        "Mở lô hàng: mận hậu Mộc Châu, lô 01-12, 200 kg, hái ngày 30/11/2026",
    ),
    "lot changed": (
        lambda w: change_lot(actor=w.act, lot=w.lot, changes={"quantity": Decimal(12)}),
        "Sửa lô hàng: mận hậu Mộc Châu, lô MAN-1, 12 kg",
    ),
    "lot renamed": (
        lambda w: rename_lot(actor=w.act, lot=w.fruit_lot, code="SAY-2"),
        "Đổi mã lô: mận sấy, lô SAY-2, trước là lô SAY-1",
    ),
    "lot sold": (
        lambda w: close_lot(actor=w.act, lot=w.lot),
        "Ngừng bán một lô: mận hậu Mộc Châu, lô MAN-1",
    ),
    "draft": (drafted, "Sửa sản phẩm: xoài tròn, giá bán 30.000 đ"),
    "price": (
        lambda w: update_product(actor=w.act, product=drafted(w), changes={"price": "35000"}),
        "Sửa sản phẩm: xoài tròn, giá bán 35.000 đ",
    ),
    "certificate": (
        lambda w: add_certificate(
            actor=w.act, producer=w.producer, product=w.product, kind="gi", number="GI-1", issuer="Cục SHTT",
            issued_date=DAY,
        ),
        "Chép giấy chứng nhận, chưa có ảnh: Chỉ dẫn địa lý GI-1, Mận hậu Mộc Châu",
    ),
    "offer": (
        lambda w: save_offer(
            actor=w.act, product=w.product, label="thùng 10 kg", content=Decimal(10), unit="kg", price=400_000
        ),
        "Đặt cách bán một sản phẩm: mận hậu Mộc Châu, 400.000 đ/thùng 10 kg",
    ),
    "rest": (
        lambda w: pause_shop(actor=w.act, producer=w.producer, until=timezone.localdate()),
        f"Đổi ngày tạm nghỉ bán: Vườn nhà Lan, nghỉ đến {timezone.localdate():%d/%m/%Y}",
    ),
    "order": (
        lambda w: confirm_order(actor=w.act, order=order_of(w)),
        "Nhận đơn hàng: đơn {number}, 4 × Mận hậu Mộc Châu, túi 500 g, 130.000 đ",
    ),
    "labels": (
        lambda w: a_run(w, actor=w.act, count=21, layout="a4-21", lot=a_lot(w, code="TEM-1")),
        "Xin làm tem: 21 tem, mận hậu Mộc Châu, lô TEM-1",
    ),
    "consent": (
        lambda w: give_consent(actor=w.act, purpose="public_name", channel="paper"),
        "Ghi giấy đồng ý đã ký: Hiện họ tên của chị trên trang sản phẩm",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_act_names_product_amount_and_lot(helped, name):
    act, words = ACTS[name]
    made = act(helped)
    expected = words.format(number=getattr(made, "number", ""))
    # A lot whose only harvest was wrong is closed by a second act.
    assert expected in [each.words for each in ActsFor(helped.lan)[:2]]


def test_packed_order_names_its_lots(helped):
    order = confirm_order(actor=helped.act, order=order_of(helped))
    pack_order(actor=helped.act, order=order, lots={order.lines.get().pk: helped.lot})
    assert "4 × Mận hậu Mộc Châu, túi 500 g, lô MAN-1" in ActsFor(helped.lan)[0].words


def test_slip_has_every_act_of_the_session_and_nothing_of_others(helped):
    session = AssistSession.objects.create(officer=helped.thu, member=helped.lan)
    harvest(helped)
    dried(helped)
    harvest(SimpleNamespace(act=helped.as_.lan, lot=helped.lot))
    AssistSession.objects.filter(pk=session.pk).update(ended_at=timezone.now())
    client = Client()
    client.force_login(helped.thu)
    page = " ".join(client.get(reverse("members:paper_of_help", args=[session.pk])).text.split())
    assert page.count("slip__words") == 2
    assert "Ghi thu hoạch 30 kg mận hậu Mộc Châu, lô MAN-1, ngày 30/11/2026" in page
    assert "Ghi chế biến 1 kg mận sấy, lô SAY-1" in page


def test_erased_product_leaves_the_words_of_its_kind(helped):
    product = drafted(helped)
    product.changes.all().delete()
    product.delete()
    assert {act.words for act in ActsFor(helped.lan)[:5]} == {"Viết bản nháp sản phẩm", "Sửa sản phẩm"}


def test_words_of_many_acts_cost_as_many_queries_as_of_few(helped):
    harvest(helped)
    with CaptureQueriesContext(connection) as one:
        assert len(ActsFor(helped.lan)[:50]) == 1
    for _again in range(3):
        harvest(helped)
    with CaptureQueriesContext(connection) as four:
        assert len(ActsFor(helped.lan)[:50]) == 4
    assert len(four) == len(one)
    assert Entry.objects.filter(on_behalf_of=helped.lan.ref).count() == 4
