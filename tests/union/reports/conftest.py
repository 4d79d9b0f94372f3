"""Two communes below the province, their officers, and a form that both have to fill in for November 2026."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine

from members.acting import Actor
from tests.factories.members import OfficerFactory, UserFactory, commune, province
from union.reports.actions.forms import FormFacts, add_rule, begin_form, publish_form, put_field
from union.reports.actions.periods import open_period
from union.reports.checking import Typed
from union.reports.definition import Field, Rule
from union.reports.models import ReportForm

NOVEMBER = dt.date(2026, 11, 20)
# Before the due day, 5 December, and the closing day, 15 December.
TODAY = "2026-12-02T05:00:00Z"
FIELDS = (
    Field("", "Hội viên", unit="người", over_time="last"),
    Field("", "Buổi họp"),
    Field("", "Quỹ", unit="triệu", places=2, is_required=False),
    Field(
        "", "Nơi họp", kind="choice", choices=(("nha", "Nhà văn hoá"), ("xa", "Trụ sở xã")), is_required=False
    ),
    Field("", "Việc nổi bật", kind="text", is_required=False),
)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False) as moment:
        yield moment


def make_form(actor: Actor, fields=FIELDS, rules=(), **facts) -> ReportForm:
    """Return a published form of the province."""
    form = begin_form(actor=actor, branch=province(), facts=FormFacts("Báo cáo tháng", **facts))
    for field in fields:
        form = put_field(actor=actor, form=form, field=field)
    for rule in rules:
        form = add_rule(actor=actor, form=form, rule=rule)
    return publish_form(actor=actor, form=form)


def typed(**values) -> dict[str, Typed]:
    """Return what was typed by code; a tuple is a value with its reason."""
    return {
        code: Typed(*value) if isinstance(value, tuple) else Typed(value) for code, value in values.items()
    }


@pytest.fixture
def office(db) -> SimpleNamespace:
    """near and far: communes; van and xa: their officers; huong: the province's; staff."""
    near, far = commune(), commune("Xã Mường Lạn", 4246)
    van, xa = OfficerFactory(branch=near), OfficerFactory(branch=far, full_name="Lường Thị Xa")
    huong = OfficerFactory(branch=province(), full_name="Lò Thị Hường")
    staff = UserFactory(full_name="Quản trị", is_staff=True)
    people = {"van": van, "xa": xa, "huong": huong, "staff": staff}
    actors = {name: Actor.of(person) for name, person in people.items()}
    rule = Rule(("buoi_hop",), "<=", ("hoi_vien",), "Buổi họp nhiều hơn hội viên.")
    form = make_form(actors["huong"], rules=[rule])
    period = open_period(form=form, day=NOVEMBER)
    reports = {name: period.reports.get(branch=branch) for name, branch in (("near", near), ("far", far))}
    return SimpleNamespace(
        near=near, far=far, form=form, period=period, people=SimpleNamespace(**people),
        by=SimpleNamespace(**actors), report=SimpleNamespace(**reports),
    )  # fmt: skip
