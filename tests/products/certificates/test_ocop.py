import datetime as dt
from decimal import Decimal

import pytest

from products.certificates.ocop import (
    GROUPS,
    MAX_POINTS,
    RULES,
    SECTORS,
    SETS,
    IssuingLevel,
    OcopError,
    is_certified,
    issuing_level,
    rules_on,
    set_choices,
    stars_for,
    valid_until,
)

TODAY = dt.date(2026, 11, 24)


def test_there_are_six_sectors_17_groups_and_26_sets():
    assert (len(SECTORS), len(GROUPS), len(SETS)) == (6, 17, 26)
    assert list(SETS) == list(range(1, 27))
    assert {each.group for each in SETS.values()} == set(GROUPS)
    assert {each.sector for each in SETS.values()} == set(SECTORS)
    assert len({group.key for group in GROUPS}) == 17
    assert len({sector.key for sector in SECTORS}) == 6
    per_sector = [sum(each.sector is sector for each in SETS.values()) for sector in SECTORS]
    assert per_sector == [13, 4, 3, 2, 3, 1]


def test_every_set_is_offered_once_when_choosing():
    offered = [number for _group, sets in set_choices() for number, _name in sets]
    assert sorted(offered) == list(range(1, 27))


@pytest.mark.parametrize(
    ("day", "document", "amended_by", "parts"),
    [
        (dt.date(2019, 8, 21), "1048/QĐ-TTg", "", (35, 25, 40)),
        (dt.date(2023, 2, 23), "1048/QĐ-TTg", "", (35, 25, 40)),
        (dt.date(2023, 2, 24), "148/QĐ-TTg", "", (40, 25, 35)),
        (dt.date(2025, 7, 6), "148/QĐ-TTg", "1489/QĐ-TTg", (40, 25, 35)),
        (dt.date(2026, 5, 21), "148/QĐ-TTg", "1489/QĐ-TTg", (40, 25, 35)),
        (dt.date(2026, 5, 22), "26/2026/QĐ-TTg", "", (40, 25, 35)),
        (TODAY, "26/2026/QĐ-TTg", "", (40, 25, 35)),
    ],
)
def test_rules_are_those_of_the_decision_in_force(day, document, amended_by, parts):
    rules = rules_on(day)
    assert (rules.document, rules.amended_by, tuple(rules.parts.values())) == (document, amended_by, parts)
    assert sum(rules.parts.values()) == MAX_POINTS


def test_rules_follow_each_other_without_a_gap():
    for before, after in zip(RULES, RULES[1:], strict=False):
        assert before.source.valid_to == after.source.valid_from - dt.timedelta(days=1)
    assert RULES[-1].source.valid_to is None


def test_no_rules_before_the_first_decision():
    with pytest.raises(OcopError) as refused:
        rules_on(dt.date(2019, 8, 20))
    assert (refused.value.code, refused.value.field) == ("ocop_too_early", "decision_date")


@pytest.mark.parametrize(
    ("points", "stars"),
    [(0, 1), (Decimal("29.99"), 1), (30, 2), (Decimal("49.99"), 2), (50, 3), (Decimal("69.9"), 3), (70, 4),
     (Decimal("89.99"), 4), (90, 5), (100, 5)],
)  # fmt: skip
def test_stars_follow_the_points_when_a_bound_belongs_to_the_higher_band(points, stars):
    assert stars_for(points, TODAY) == stars


@pytest.mark.parametrize("points", [-1, Decimal("100.01"), Decimal(-1)])
def test_points_are_refused_when_outside_0_to_100(points):
    with pytest.raises(OcopError) as refused:
        stars_for(points, TODAY)
    assert refused.value.code == "ocop_points"


def test_issuing_level_follows_the_ocop_decision_of_the_day():
    assert [issuing_level(star, TODAY) for star in range(1, 6)] == [
        None,
        None,
        IssuingLevel.PROVINCE,
        IssuingLevel.PROVINCE,
        IssuingLevel.CENTRAL,
    ]
    assert issuing_level(3, dt.date(2024, 3, 1)) == IssuingLevel.DISTRICT
    assert issuing_level(3, dt.date(2021, 3, 1)) == IssuingLevel.PROVINCE
    assert [is_certified(star) for star in range(1, 6)] == [False, False, True, True, True]
    with pytest.raises(OcopError):
        issuing_level(6, TODAY)


def test_certificate_is_valid_for_36_months():
    assert valid_until(dt.date(2023, 12, 28)) == dt.date(2026, 12, 28)
    assert valid_until(dt.date(2024, 2, 29)) == dt.date(2027, 2, 28)
