"""A household's book of revenue, and the claims of tax law, which are unused until the operator confirms them."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from openpyxl import load_workbook

from backend.ledger.models import Entry
from members.acting import Actor
from members.models import User
from orders.errors import NotAllowed, OrderError
from orders.figures.actions import confirm_claim, withdraw_claim
from orders.figures.book import book_of
from orders.figures.moves import Basis
from orders.figures.periods import read_period
from orders.figures.thresholds import claims, thresholds_on
from orders.models import TaxConfirmation
from orders.orders.actions.steps import cancel_order, mark_paid, mark_refunded
from orders.shops.enums import Payment
from tests.orders.conftest import order_of
from tests.orders.figures.test_figures import delivered, on
from tests.orders.orders.test_pages import client_of

TODAY = dt.date(2026, 11, 27)
REPORTED = "nguong-doanh-thu-2026"
FIRST_PASSED = "nguong-doanh-thu-2026-nd-68"
BOTH_HOLD = dt.date(2026, 4, 1)


@pytest.fixture
def operator(shop):
    return Actor.of(User.objects.create_user(full_name="Hoàng Thị Vận", password="246810", is_staff=True))


def path(shop, query: str = "") -> str:
    return f"/ban-hang/noi/{shop.producer.pk}/so-doanh-thu/{query}"


@pytest.mark.databases
@pytest.mark.slow
def test_book_lists_cash_transfers_and_refunds_by_quarter(shop):
    with on(20, 9):
        delivered(shop, 1)
    with on(1, 10):
        delivered(shop, 2)
    with on(5, 11):
        order = order_of(shop, 4, payment=Payment.TRANSFER)
        mark_paid(actor=shop.as_.lan, order=order)
    with on(6, 11):
        cancel_order(actor=shop.as_.lan, order=order, reason="hết hàng")
        mark_refunded(actor=shop.as_.lan, order=order)
        mark_paid(actor=shop.as_.lan, order=order_of(shop, 3, payment=Payment.TRANSFER))
        book = book_of(shop.producer, read_period("2026-Q4"), Basis.MONEY)
    assert (book.sums.cash, book.sums.transfer, book.sums.whole, book.year) == (
        80_000,
        105_000,
        185_000,
        240_000,
    )
    assert [(month.key, sums.whole) for month, sums in book.months] == [
        ("2026-10", 80_000),
        ("2026-11", 105_000),
        ("2026-12", 0),
    ]
    assert [move.amount for move in book.moves] == [80_000, 130_000, -130_000, 105_000]
    goods = book_of(shop.producer, read_period("2026-Q4"), Basis.GOODS)
    assert [move.amount for move in goods.moves] == [80_000]


@pytest.mark.databases
@pytest.mark.slow
def test_page_paper_and_file_of_the_book_agree(shop):
    with on(5, 11):
        order = delivered(shop, 2)
        client = client_of(shop.lan)
        type(shop.producer).objects.filter(pk=shop.producer.pk).update(identity_code="8012345678")
        page = client.get(path(shop)).text
        paper = client.get(path(shop, "?in=1")).text
        file = client.get(path(shop, "?ky=2026-Q4&theo=goods&tep=xlsx"))
    for text in (page, paper):
        assert order.number in text and "05/11/2026" in text and "80.000 đ" in text
        assert "Mã số thuế hoặc mã hộ: 8012345678" in text and "Địa chỉ: " in text
        assert "Theo ngày nhận tiền" in text and "chưa ai xác nhận" in text
        assert shop.lan.full_name not in text and "Nguyễn Thu Hà" not in text
    assert 'filename="so-doanh-thu-2026-Q4-goods.xlsx"' in file["Content-Disposition"]
    rows = [
        [cell.value for cell in row]
        for row in load_workbook(io.BytesIO(file.content)).worksheets[0].iter_rows()
    ]
    assert [rows[-2][0].date(), *rows[-2][1:]] == [
        dt.date(2026, 11, 5),
        order.number,
        "Giao xong: 2 × Mận hậu Mộc Châu, túi 500 g",
        80_000,
        0,
        80_000,
    ]
    assert rows[-1] == ["Tất cả", None, None, 80_000, 0, 80_000]
    assert any("chưa ai xác nhận" in str(row[0]) for row in rows)
    assert rows[2][0] == "Mã số thuế hoặc mã hộ: 8012345678"


def test_empty_book_shows_an_empty_state(shop):
    page = client_of(shop.lan).get(path(shop, "?ky=2026"))
    assert page.status_code == 200 and "Kỳ này chưa có dòng nào" in page.text


@pytest.mark.databases
def test_many_orders_cost_the_queries_of_one(shop, django_assert_num_queries):
    with on(5, 11):
        for more in range(2):
            for _order in range(1 + 2 * more):
                mark_paid(actor=shop.as_.lan, order=order_of(shop, 1))
            with django_assert_num_queries(7):
                rows = [
                    move.words for move in book_of(shop.producer, read_period("2026-11"), Basis.MONEY).moves
                ]
    assert len(rows) == 4


@pytest.mark.parametrize("query", ["?ky=2026-Q5", "?ky=x", "?theo=x", "?ky=2026-11-27"])
def test_an_invalid_period_or_rule_is_not_found(shop, query):
    assert client_of(shop.lan).get(path(shop, query)).status_code == 404


@pytest.mark.parametrize("who", ["minh", "hoa", "thu"])
def test_only_the_producers_people_read_the_book(shop, who):
    assert client_of(getattr(shop, who)).get(path(shop)).status_code == 404


def test_every_claim_has_its_source_and_days():
    for claim in claims():
        assert claim.document and claim.read_in and claim.valid_from.year >= 2020, claim.id
        assert claim.dong > 0, claim.id
    assert len({claim.id for claim in claims()}) == len(claims())


def test_an_unconfirmed_claim_is_listed_with_all_its_sources(shop, operator):
    assert [each.claim.dong for each in thresholds_on(BOTH_HOLD)] == [500_000_000, 1_000_000_000]
    assert not any(each.confirmed for each in thresholds_on(BOTH_HOLD))
    confirm_claim(actor=operator, claim=REPORTED, seen_in=" Công báo số 1 ")
    (only,) = thresholds_on(BOTH_HOLD)
    assert (only.claim.id, only.confirmed.seen_in, only.confirmed.by) == (
        REPORTED,
        "Công báo số 1",
        operator.by,
    )
    with time_machine.travel(dt.datetime(2026, 11, 27, tzinfo=dt.UTC), tick=False):
        page = client_of(shop.lan).get(path(shop)).text
    assert "Hoàng Thị Vận xác nhận" in page and "1.000.000.000 đ" in page and "500.000.000 đ" not in page


def test_no_figure_is_given_for_a_day_of_which_no_text_was_read(shop):
    assert [each.claim.dong for each in thresholds_on(TODAY)] == [1_000_000_000]
    assert thresholds_on(dt.date(2025, 12, 31)) == []
    page = client_of(shop.lan).get(path(shop, "?ky=2025")).text
    assert "Piêu chưa có mức doanh thu phải nộp thuế của ngày này." in page


def test_no_claim_was_written_from_memory():
    assert [each.id for each in claims() if "trí nhớ" in each.read_in or not each.source.is_checked] == []


def test_claims_that_contradict_each_other_are_not_both_confirmed(operator):
    for claim in (FIRST_PASSED, REPORTED):
        confirm_claim(actor=operator, claim=claim, seen_in="Công báo")
    assert set(TaxConfirmation.objects.values_list("claim", flat=True)) == {REPORTED}
    kinds = Entry.objects.filter(subject__startswith="tax:").order_by("pk").values_list("kind", "subject")
    assert list(kinds) == [
        ("tax.confirmed", f"tax:{FIRST_PASSED}"),
        ("tax.withdrawn", f"tax:{FIRST_PASSED}"),
        ("tax.confirmed", f"tax:{REPORTED}"),
    ]
    for _again in range(2):
        withdraw_claim(actor=operator, claim=REPORTED)
    assert not any(each.confirmed for each in thresholds_on(TODAY))
    assert Entry.objects.filter(kind="tax.withdrawn").count() == 2


def test_a_claim_that_changed_since_is_unconfirmed(operator):
    confirm_claim(actor=operator, claim=REPORTED, seen_in="Công báo")
    TaxConfirmation.objects.update(digest="0" * 64)
    assert not any(each.confirmed for each in thresholds_on(TODAY))


def test_only_the_operator_confirms_a_tax_claim_and_names_the_source(shop, operator):
    for actor in (shop.as_.lan, shop.as_.thu):
        with pytest.raises(NotAllowed):
            confirm_claim(actor=actor, claim=REPORTED, seen_in="Công báo")
        with pytest.raises(NotAllowed):
            withdraw_claim(actor=actor, claim=REPORTED)
    for claim, seen_in, field in (
        (REPORTED, " ", "seen_in"),
        (REPORTED, "x" * 201, "seen_in"),
        ("x", "y", "claim"),
    ):
        with pytest.raises(OrderError) as refused:
            confirm_claim(actor=operator, claim=claim, seen_in=seen_in)
        assert refused.value.field == field
    assert (
        not TaxConfirmation.objects.exists() and not Entry.objects.filter(subject__startswith="tax:").exists()
    )


def test_the_operators_page_confirms_and_takes_back(shop, operator):
    client = client_of(operator.by)
    assert "Chưa ai xác nhận" in client.get("/can-bo/muc-thue/").text
    wrong = client.post("/can-bo/muc-thue/", {"claim": REPORTED, "seen_in": ""})
    assert wrong.status_code == 400 and "Ghi đã xem ở đâu" in wrong.text
    client.post("/can-bo/muc-thue/", {"claim": REPORTED, "seen_in": "Công báo"})
    assert TaxConfirmation.objects.get().claim == REPORTED
    client.post("/can-bo/muc-thue/", {"claim": REPORTED, "withdraw": "1"})
    assert not TaxConfirmation.objects.exists()
    assert client_of(shop.thu).get("/can-bo/muc-thue/").status_code == 404
