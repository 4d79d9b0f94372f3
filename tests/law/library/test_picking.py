from __future__ import annotations

import datetime as dt

import pytest

from backend.law.library.picking import MOST, find_provisions
from tests.factories.law import a_document, a_provision

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def law():
    plums = a_document("901/2019/QH99", title="Trồng mận")
    for ref in ("3", "3(1)", "3(1)(d)", "3(1)(đ)", "13", "pl-2"):
        a_provision(ref, document=plums, title="Hái mận chín" if ref == "13" else "")
    tea = a_document("902/2021/NĐ-CP", kind="decree", title="Hướng dẫn chế biến chè")
    a_provision("3", document=tea)
    a_document("902/2022/NĐ-CP", kind="decree", title="Hướng dẫn đóng gói chè")


def found(typed: str) -> list[str]:
    return [str(each.citation) for each in find_provisions(typed)]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("3(1)(đ) 901/2019", ["901/2019/QH99 3(1)(đ)"]),
        ("901/2019/qh99 3(1)(d)", ["901/2019/QH99 3(1)(d)"]),
        ("điểm đ khoản 1 Điều 3 Luật Trồng mận", ["901/2019/QH99 3(1)(đ)"]),
        ("dieu 3 khoan 1 trong man", [f"901/2019/QH99 3(1){more}" for more in ("", "(d)", "(đ)")]),
        ("phụ lục II 901-2019-qh99", ["901/2019/QH99 pl-2"]),
        ("3 902/2021/NĐ-CP", ["902/2021/NĐ-CP 3"]),
        ("902/202", ["902/2021/NĐ-CP", "902/2022/NĐ-CP"]),
        ("chế biến", ["902/2021/NĐ-CP", "902/2021/NĐ-CP 3"]),
        ("99 902/2021/NĐ-CP", ["902/2021/NĐ-CP"]),
        ("mận chín", ["901/2019/QH99 13"]),
        ("903/2030/QH99", []),
        ("xyz", []),
        ("", []),
    ],
)
def test_places_are_found_by_number_title_and_article(typed, places):
    assert found(typed) == places


def test_a_whole_document_comes_before_its_articles():
    assert found("901/2019/QH99")[:3] == ["901/2019/QH99", "901/2019/QH99 3", "901/2019/QH99 3(1)"]


def test_at_most_a_dozen_are_found_in_few_queries(django_assert_max_num_queries):
    long = a_document("903/2023/QH99", title="Nuôi ong")
    for number in range(1, 21):
        a_provision(str(number), document=long)
    with django_assert_max_num_queries(7):
        assert len(found("nuôi ong")) == MOST


def test_the_standing_is_that_of_the_day():
    plums = a_document("904/2019/QH99", title="Cũ", valid_to_date=dt.date(2025, 12, 31))
    a_provision("1", document=plums)
    before, after = (find_provisions("1 904/2019", dt.date(year, 6, 1)) for year in (2025, 2026))
    assert [each[0].is_in_force for each in (before, after)] == [True, False]
