from pathlib import Path

import pytest

import backend.theme
from products.certificates.ocop import SETS
from products.products.plain_sets import PLAIN_SETS, guess_sets


def test_every_set_has_its_words_and_a_drawing():
    icons = Path(backend.theme.__file__).parent / "icons"
    assert sorted(PLAIN_SETS) == sorted(SETS)
    assert [each.number for each in PLAIN_SETS.values() if not (icons / f"{each.icon}.svg").exists()] == []


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("Mận hậu Mộc Châu", [1]),
        ("man hau moc chau", [1]),
        ("Mận sấy dẻo", [7, 1]),
        ("Chè shan tuyết Tà Xùa gói 200 g", [11]),  # gói is not gối
        ("Thịt trâu gác bếp", [8]),
        ("Khăn piêu", [22]),
        ("Rượu mơ", [15, 14, 1]),
        ("Xyz", []),
    ],
)
def test_name_points_to_its_sets(name, numbers):
    assert [each.number for each in guess_sets(name)] == numbers
