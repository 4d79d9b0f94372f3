"""The month of the province in one page."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.acting import Actor
from orders.figures.periods import Period
from tests.factories.members import LanFactory, OfficerFactory, StaffFactory, commune, province
from tests.union.reports.conftest import make_form
from union.desk.presenters import month_of, offices_of
from union.issues.actions.issuing import Content, Target, issue
from union.reports.actions.periods import open_period
from union.reports.models import Report
from union.reports.rates import rates_of

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
URL = "/cong-viec-hoi/thang/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-12-02T05:00:00Z", tick=False) as moment:
        yield moment


@pytest.fixture
def huong():
    return OfficerFactory(branch=province())


def get(person, **asked):
    client = Client()
    client.force_login(person)
    return client.get(reverse("union:month"), asked)


def furnish(huong, count: int) -> None:
    """Give the province `count` communes with an officer each, and as many directives."""
    for place in range(count):
        OfficerFactory(branch=commune(f"Xã số {place}", 4500 + place), full_name=f"Lò Thị {place}")
    for place in range(count):
        issue(
            actor=Actor.of(huong),
            branch=province(),
            content=Content("directive", f"Việc số {place}", "Chị làm.", working_days=2),
            target=Target(below=province(), level="commune"),
        )


def test_the_page_says_what_went_out_came_back_and_who_is_late(huong, today):
    furnish(huong, 2)
    form = make_form(Actor.of(huong))
    open_period(form=form, day=dt.date(2026, 11, 20))
    today.move_to("2026-12-10T05:00:00Z")
    page = " ".join(get(huong).text.split())
    assert "Việc số 0" in page and "xong 0/2 cơ sở" in page
    assert "Đã nhận 0/2 báo cáo đến hạn trong tháng, đúng hạn 0." in page
    assert page.count("2 việc, 1 báo cáo") == 2 and "Lò Thị 1" in page and 'href="tel:' in page
    assert "Chủ tịch Hội" in page and "Ký, ghi rõ họ tên" in page
    rates = month_of(offices_of(), Period(dt.date(2026, 12, 1))).rates
    assert rates == rates_of(Report.objects.all())


def test_past_months_by_address(huong):
    furnish(huong, 1)
    assert "Việc số 0" not in get(huong, thang="2026-11").text
    assert "tháng 11/2026" in get(huong, thang="2026-11").text
    for wrong in ("2026-13", "x", "2026", "2027-01"):
        assert get(huong, thang=wrong).status_code == 404


def test_only_the_province_and_staff_read_it(huong):
    assert get(OfficerFactory(branch=commune())).status_code == 403
    assert get(LanFactory()).status_code == 403
    assert get(StaffFactory()).status_code == 200
    assert Client().get(URL).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_six_queries_at_any_size(huong, count):
    furnish(huong, count)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        month_of(offices_of(), Period(dt.date(2026, 12, 1)))
    assert len(seen) <= 6
