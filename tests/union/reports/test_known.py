"""The figures that Piêu counts itself: of the branch and all below, within the period, nobody recognisable."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from courses.models import Attendance, LiveClass
from members.models import Branch, Consent, Membership
from tests.factories.members import HoaFactory, MemberFactory, OfficerFactory, chapter, commune, province
from tests.factories.products import CertificateFactory, ListedProductFactory, ProductFactory
from union.reports.kinds.finding import count_known, known_figures

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
START, END = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
NOVEMBER = dt.datetime(2026, 11, 20, 5, tzinfo=dt.UTC)


def count(key: str, branch: Branch) -> int | None:
    return count_known([key], branch, START, END)[key]


def test_every_figure_is_named_and_zero_where_nothing_happened():
    near = commune()
    figures = known_figures()
    assert set(figures) >= {
        "members", "new_members", "trained", "classes", "class_people", "contestants", "products", "ocop", "orders",
    }  # fmt: skip
    assert all(str(each.label) and str(each.source) for each in figures.values())
    assert count_known(figures, near, START, END) == dict.fromkeys(figures, 0)
    assert count_known(["gone"], near, START, END) == {}


def test_members_are_counted_by_the_end_of_the_period():
    MemberFactory()
    MemberFactory()
    HoaFactory()
    Membership.objects.update(decided_at=NOVEMBER)
    last = Membership.objects.order_by("pk")[0]
    Membership.objects.filter(pk=last.pk).update(decided_at=NOVEMBER - dt.timedelta(days=60))
    late = MemberFactory()
    Membership.objects.filter(user=late).update(decided_at=dt.datetime(2026, 11, 30, 17, tzinfo=dt.UTC))
    assert [count(key, commune()) for key in ("members", "new_members")] == [2, 1]
    assert [count(key, province()) for key in ("members", "new_members")] == [3, 2]


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_who_came_is_counted_once_with_consent_and_from_five_on(people, shown):
    trainer = OfficerFactory()
    classes = [
        LiveClass.objects.create(
            title="Lớp",
            places=30,
            room="Nhà văn hoá",
            branch=commune(),
            trainer=trainer,
            starts_at=NOVEMBER,
            ends_at=NOVEMBER + dt.timedelta(hours=2),
        )
        for _number in range(2)
    ]
    silent = MemberFactory()
    came = [MemberFactory() for _number in range(people)]
    for person in came:
        Consent.objects.create(user=person, purpose="reports", wording="Chị đồng ý", recorded_by=person)
    for person in (*came, silent):
        for each in classes:
            Attendance.objects.create(live_class=each, user=person, how="card", attended_at=timezone.now())
    assert count("class_people", commune()) == shown
    assert count("classes", commune()) == 2
    assert count("classes", chapter("Chi hội bản Lùn", of=commune("Xã Mường Lạn", 4246))) == 0


def test_products_and_ocop_are_counted_for_the_branch_that_oversees():
    product = ListedProductFactory(listed_at=NOVEMBER, producer__branch=commune())
    ProductFactory(state="draft", producer__branch=commune())
    CertificateFactory(product=product, producer=product.producer, kind="ocop", state="verified",
                       issued_date=START, valid_until=None)  # fmt: skip
    CertificateFactory(product=product, producer=product.producer, kind="ocop", state="verified",
                       issued_date=START, valid_until=START)  # fmt: skip
    assert (count("products", commune()), count("ocop", commune())) == (1, 1)
    far = commune("Xã Mường Lạn", 4246)
    assert (count("products", far), count("ocop", far)) == (0, 0)
