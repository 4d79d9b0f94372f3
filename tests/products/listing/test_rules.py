import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from products.certificates.ocop import SETS
from products.legal.rule import Surface
from products.listing.requirements import RULES, missing_for_listing, missing_of, rules_for
from products.models import Product

WARD = SimpleNamespace(kind="ward")
TODAY = dt.date(2026, 11, 24)
WHOLE = {
    "name": "Mận hậu Mộc Châu",
    "price": 120_000,
    "unit": "kg",
    "origin": "xã Vân Hồ, Sơn La",
    "story": "Nhà tôi trồng từ năm 1998.",
    "season_months": [5, 6, 7],
    "net_content": "500 g",
    "shelf_life_days": 180,
    "ingredients": "mận, đường",
    "usage": "ăn ngay",
    "storage": "nơi khô mát",
    "warnings": "không dùng khi gói rách",
    "alcohol_percent": Decimal("29.5"),
    "materials": "bông",
    "specification": "40 x 200 cm",
    "nutrition": "table",
    "nutrition_per": "100g",
    "energy_kcal": Decimal("320"),
    "protein_g": Decimal("1.5"),
    "carbohydrate_g": Decimal("75"),
    "sugars_g": Decimal("70"),
    "fat_g": Decimal(0),
    "saturated_fat_g": Decimal(0),
    "sodium_mg": Decimal("12"),
    "has_added_sugar": True,
    "is_fried": True,
}
NUTRIENTS = {name for name in WHOLE if name.endswith(("_g", "_kcal", "_mg"))}
ALWAYS = {"name", "photos", "producer", "address", "origin", "ocop_set", "price", "unit", "story"}
PACKED = {"net_content", "shelf_life_days", "ingredients", "usage", "storage", "warnings"}
PACKED_FOOD = PACKED | {"nutrition"}


def product(ocop_set, is_packed, **changed):
    producer = SimpleNamespace(kind="cooperative", name="HTX Lan", unit_id=1, unit=WARD, address="Bản Áng")
    return SimpleNamespace(
        **{**WHOLE, "ocop_set": ocop_set, "is_packed": is_packed, "producer": producer, **changed}
    )


def fields_missing(*args, photos=1, **changed):
    return [m.field for m in missing_for_listing(product(*args, **changed), photos=photos, on=TODAY)]


@pytest.mark.parametrize("is_packed", [True, False])
@pytest.mark.parametrize("number", list(SETS))
def test_nothing_is_missing_when_everything_is_filled(number, is_packed):
    assert fields_missing(number, is_packed) == []


@pytest.mark.parametrize(
    ("number", "is_packed", "more"),
    [
        (1, False, {"season_months"}),
        (1, True, {"season_months"}),  # fresh food needs no label: Art. 35(2)
        (4, False, set()),
        (4, True, PACKED_FOOD),
        (13, True, PACKED_FOOD),
        (16, True, PACKED_FOOD),
        (14, False, {"net_content", "alcohol_percent", "warnings"}),
        (15, True, {"net_content", "alcohol_percent", "warnings"}),
        (18, True, PACKED),
        (19, True, PACKED - {"storage"}),  # Annex I(14): cosmetics need no storage instructions
        (21, False, {"materials", "specification", "usage", "storage"}),
        (22, False, {"materials", "specification", "usage", "storage", "warnings"}),
        (23, False, {"season_months"}),
        (26, False, set()),
    ],
)
def test_bare_draft_lacks_what_the_law_wants_for_its_set(number, is_packed, more):
    bare = dict.fromkeys(WHOLE, "") | dict.fromkeys(NUTRIENTS) | {
        "price": None, "shelf_life_days": None, "alcohol_percent": None, "season_months": [], "producer": None
    }  # fmt: skip
    assert set(fields_missing(number, is_packed, photos=0, **bare)) == (ALWAYS - {"ocop_set"}) | more


def removals():
    return list(_each_removal())


def _each_removal():
    for number, is_packed in ((1, False), (4, True), (14, True), (18, True), (21, False), (22, False)):
        for rule in rules_for(ocop_set=number, is_packed=is_packed, on=TODAY):
            yield pytest.param(number, is_packed, rule, id=f"{number}-{rule.id}")


@pytest.mark.parametrize(("number", "is_packed", "rule"), removals())
def test_exactly_one_rule_fires_when_one_field_is_removed(number, is_packed, rule):
    photos = 1
    changed = {}
    match rule.field:
        case "photos":
            photos = 0
        case "producer":
            changed = {
                "producer": SimpleNamespace(kind="household", name=" ", unit_id=1, unit=WARD, address="")
            }
        case "address":
            changed = {
                "producer": SimpleNamespace(
                    kind="cooperative", name="HTX Lan", unit_id=1, unit=WARD, address=" "
                )
            }
        case "season_months":
            changed = {"season_months": []}
        case "price" | "shelf_life_days" | "alcohol_percent" | "ocop_set":
            changed = {rule.field: None}
        case field if field in NUTRIENTS:
            changed = {field: None}
        case field:
            changed = {field: " . "}
    if rule.field == "ocop_set":  # without a set only the rules for all goods are known
        assert [m.rule for m in missing_for_listing(product(None, is_packed), photos=1, on=TODAY)] == [rule]
        return
    missing = missing_for_listing(product(number, is_packed, **changed), photos=photos, on=TODAY)
    assert [(m.rule, m.message) for m in missing] == [(rule, rule.message)]


@pytest.mark.parametrize("reason", ["single", "plain", "kind", "small"])
def test_only_a_declared_reason_exempts_from_the_nutrition_table(reason):
    bare = dict.fromkeys(NUTRIENTS) | {"nutrition": reason}
    assert fields_missing(7, True, **bare) == []
    assert fields_missing(7, True, **bare | {"nutrition": ""}) == ["nutrition"]
    assert fields_missing(7, True, **bare | {"nutrition": "table"}) == [
        "energy_kcal", "protein_g", "carbohydrate_g", "sugars_g", "fat_g", "saturated_fat_g", "sodium_mg",
    ]  # fmt: skip
    # A household looks small to everybody, but only the producer can declare it.
    home = SimpleNamespace(kind="household", name="Hộ chị Lan", unit_id=1, unit=WARD, address="")
    assert fields_missing(7, True, nutrition="", producer=home) == ["nutrition"]


def test_sugars_and_saturated_fat_are_asked_of_such_food_alone():
    assert fields_missing(7, True, has_added_sugar=False, sugars_g=None) == []
    assert fields_missing(7, True, is_fried=False, saturated_fat_g=None) == []


def test_a_table_of_nutrition_is_asked_of_packed_food_from_its_day_on_and_marked_as_unchecked():
    def nutrition_rules(ocop_set, is_packed, on):
        return [
            rule
            for rule in rules_for(ocop_set=ocop_set, is_packed=is_packed, on=on)
            if rule.id.startswith("nutrition-")
        ]

    assert len(nutrition_rules(7, True, dt.date(2026, 1, 1))) == 8 and not nutrition_rules(
        7, True, dt.date(2025, 12, 31)
    )
    assert (
        not nutrition_rules(7, False, TODAY)
        and not nutrition_rules(14, True, TODAY)
        and not nutrition_rules(18, True, TODAY)
    )
    assert {(rule.document, rule.is_checked) for rule in nutrition_rules(7, True, TODAY)} == {
        ("30/2026/TT-BYT", False)
    }


def test_alcohol_of_no_strength_is_a_strength():
    assert fields_missing(15, True, alcohol_percent=Decimal(0)) == []


def test_crafts_need_use_and_storage_and_textiles_a_warning():
    for number in (21, 22):
        assert fields_missing(number, False, usage="") == ["usage"]
        assert fields_missing(number, False, storage="") == ["storage"]
    assert fields_missing(21, False, warnings="") == []  # Annex I(34): "if there is one"
    assert fields_missing(22, False, warnings="") == ["warnings"]  # Annex I(25)


def test_a_warning_on_alcohol_is_the_marketplaces_own_wish():
    [missing] = missing_for_listing(product(14, True, warnings=""), photos=1, on=TODAY)
    assert missing.rule.document == "Quy tắc của sàn"


def test_no_decree_rule_applies_before_its_day():
    on = dt.date(2026, 1, 22)
    documents = {rule.document for rule in rules_for(ocop_set=4, is_packed=True, on=on)}
    assert documents == {"Quy tắc của sàn", "30/2026/TT-BYT"}


@pytest.mark.parametrize(
    ("origin", "is_named"),
    [
        ("xã Vân Hồ, Sơn La, Việt Nam", True),
        ("Sản xuất tại Vietnam", True),
        ("Mường Khương - Lào Cai - Việt Nam", True),
        ("Thái Nguyên", False),
        ("xã Vân Hồ, Sơn La", False),
        ("tỉnh Hủa Phăn, Lào", True),
        ("nước Lào", True),
        ("", True),
    ],
)
def test_an_origin_without_a_country_is_advised_to_name_it_and_listed_all_the_same(origin, is_named):
    plums = product(1, False, origin=origin)
    advised = [each.rule.id for each in missing_of(plums, photos=1, surface=Surface.ADVICE)]
    assert advised == ([] if is_named else ["label-origin-country"])
    assert not [each for each in missing_for_listing(plums, photos=1) if origin and each.field == "origin"]


def test_every_rule_names_its_clause_and_a_field_that_a_product_has():
    assert len({rule.id for rule in RULES}) == len(RULES)
    own = {field.name for field in Product._meta.get_fields()}
    for rule in RULES:
        assert rule.document
        assert rule.article or rule.document == "Quy tắc của sàn"
        assert rule.field in own | {"photos", "address", "identity_code", "origin_country"}
        assert str(rule.message).endswith(".")
