"""Figures for others: sums by branch that identify nobody, and programs by the rules of the pages."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from members.models import Branch, RoleGrant
from members.roles.enums import Role
from orders.figures.actions import confirm_claim
from orders.figures.branches import BranchSales, branch_sales
from orders.figures.periods import read_period
from orders.models import Order, Purchase
from orders.orders.actions.steps import cancel_order, mark_paid
from products.models import Producer
from tests.api import client_of as program
from tests.api import problems
from tests.orders.conftest import order_of
from tests.orders.figures.test_book import REPORTED, operator  # noqa: F401
from tests.orders.figures.test_figures import on
from tests.orders.orders.test_pages import client_of

pytestmark = pytest.mark.databases

API = "/api/v1/sales-figures"
NOVEMBER = read_period("2026-11")
PAGE = "/can-bo/ban-hang/"


def sold(branch: Branch, count: int, total: int = 10_000) -> None:
    """An order for each of `count` sellers of the branch."""
    unit = branch.unit
    for number in range(count):
        producer = Producer.objects.create(
            kind="household", name=f"Nhà {number}", slug=f"nha-{branch.pk}-{number}", unit=unit, branch=branch
        )
        Order.objects.create(
            number=f"DH{branch.pk:04}{number:04}", purchase=Purchase.objects.create(), producer=producer,
            delivery="pickup", payment="transfer", goods=total, total=total, answer_by=timezone.now(),
        )  # fmt: skip


@pytest.fixture
def branches(shop):
    shop.root = shop.branch.parent
    shop.elsewhere = Branch.objects.get(name__contains="Quỳnh Nhai")
    return shop


def rows(shop) -> list[tuple[int | None, int | None, int | None]]:
    listed = [shop.branch, shop.elsewhere, shop.root]
    return [(row.sellers, row.orders, row.money) for row in branch_sales(listed, NOVEMBER)]


def test_a_sum_of_fewer_than_five_sellers_is_hidden(branches, django_assert_num_queries):
    with on(5):
        sold(branches.branch, 5)
        assert rows(branches) == [(5, 5, 50_000), (0, 0, 0), (5, 5, 50_000)]
        sold(branches.elsewhere, 4)
        # The branch above is visible, so one of the two below must be hidden: otherwise the other could be computed.
        assert rows(branches) == [(None, None, None), (None, None, None), (9, 9, 90_000)]
    with on(20, 10):
        sold_before = branch_sales([branches.root], NOVEMBER)
    assert sold_before == [BranchSales(branches.root, 9, 9, 90_000)]
    with django_assert_num_queries(1):
        rows(branches)


@pytest.mark.slow
def test_figures_show_an_officer_own_branches_and_a_stranger_nothing(branches):
    with on(5):
        sold(branches.branch, 5)
        sold(branches.elsewhere, 6)
        officer = client_of(branches.thu)
        page = officer.get(PAGE)
        assert page.status_code == 200 and "50.000 đ" in page.text and "Quỳnh Nhai" not in page.text
        file = officer.get(PAGE + "?tep=xlsx")
        assert officer.get(f"{PAGE}?co-so={branches.root.pk}").status_code == 404
        for who in (branches.lan, branches.minh):
            assert client_of(who).get(PAGE).status_code == 404
        RoleGrant.objects.create(user=branches.minh, role=Role.TRAINER, branch=branches.branch)
        assert client_of(branches.minh).get(PAGE).status_code == 404
        # A trainer's reports cover all branches; sales aren't among them.
        RoleGrant.objects.create(user=branches.thu, role=Role.TRAINER, branch=branches.branch)
        assert "Quỳnh Nhai" not in client_of(branches.thu).get(PAGE).text
    cells = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(file.content)).active.iter_rows()
    ]
    assert [branches.branch.name, 5, 5, 50_000] in cells


def test_a_month_over_the_api(shop):
    with on(5):
        mark_paid(actor=shop.as_.lan, order=order_of(shop, 18))
        cancel_order(actor=shop.as_.lan, order=order_of(shop, 1), reason="hết hàng")
        answer = program(shop.lan).get(f"{API}/{shop.producer.pk}/").json()
    assert answer.pop("months")[-2:] == [
        {"month": "2026-10", "orders": 0, "received": 0},
        {"month": "2026-11", "orders": 1, "received": 480_000},
    ]
    assert answer == {
        "producer": shop.producer.pk,
        "month": "2026-11",
        "orders": 1,
        "orders_over": 1,
        "received": 480_000,
        "scans": 0,
        "orders_from_scans": 0,
        "best": [
            {
                "product": shop.product.pk,
                "name": "Mận hậu Mộc Châu",
                "amounts": [{"unit": "kg", "quantity": "9.000"}],
                "money": 450_000,
            }
        ],
        "running_out": [
            {
                "product": shop.product.pk,
                "name": "Mận hậu Mộc Châu",
                "unit": "kg",
                "left": "1.000",
                "sold": "9.000",
                "days": 3,
            }
        ],
    }


def test_the_book_over_the_api(shop, operator):  # noqa: F811
    with on(5):
        order = order_of(shop, 2)
        mark_paid(actor=shop.as_.lan, order=order)
        confirm_claim(actor=operator, claim=REPORTED, seen_in="Công báo")
        answer = program(shop.lan).get(f"{API}/{shop.producer.pk}/book/?period=2026-Q4").json()
    assert (answer["period"], answer["basis"], answer["cash"], answer["transfer"], answer["total"]) == (
        "2026-Q4",
        "money",
        80_000,
        0,
        80_000,
    )
    assert answer["year_total"] == 80_000
    assert [(row["order"], row["kind"], row["amount"], row["is_cash"]) for row in answer["rows"]] == [
        (order.number, "paid", 80_000, True)
    ]
    (threshold,) = answer["thresholds"]
    assert (threshold["dong"], threshold["confirmed_in"]) == (1_000_000_000, "Công báo")
    assert threshold["confirmed_at"].startswith("2026-11-05")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("?month=2026-13", "month"),
        ("?month=2026-Q4", "month"),
        ("book/?period=x", "period"),
        ("book/?basis=x", "basis"),
    ],
)
def test_invalid_parameters_are_refused_at_their_field(shop, path, field):
    answer = program(shop.lan).get(f"{API}/{shop.producer.pk}/{path}")
    assert answer.status_code == 400 and [attr for _code, attr in problems(answer)] == [field]


@pytest.mark.parametrize("path", ["", "book/"])
def test_only_the_producers_people_read_them_over_the_api(shop, path):
    for who, status in ((None, 401), (shop.minh, 404), (shop.hoa, 404), (shop.thu, 404)):
        assert program(who).get(f"{API}/{shop.producer.pk}/{path}").status_code == status
