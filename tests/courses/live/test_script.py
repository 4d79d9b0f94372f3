"""Every sentence is based on a field; a claim without a field or paper is refused, and the refusal names what would support it."""

from __future__ import annotations

import datetime as dt
import re
import string
from dataclasses import replace

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.common.text import accent_key
from courses.live.claims import CLAIMS, refusals
from courses.live.kit import LENGTHS, announcements, label_rows, paper_rows, run_sheet
from courses.live.record import Paper, Record, record_of
from courses.live.script import ALSO_NEEDS, PAPER_SENTENCES, PLAN, fields_of, filled, script
from products.certificates.enums import CertificateKind, CertificateState
from products.listing.moderation import watched
from products.products.enums import ProductState
from tests.factories.members import LanFactory
from tests.factories.products import CertificateFactory, ListedProductFactory, ProducerFactory
from tests.quick import examples

RECORD = Record(
    name="Mận hậu Mộc Châu",
    price="45.000 đ/kg",
    producer="Vườn nhà Lan",
    place="phường Mộc Châu, Sơn La",
    origin="bản Áng, Mộc Châu",
    season="5, 6, 7",
    net_content="500 g",
    ingredients="mận hậu nguyên chất",
    materials="",
    specification="",
    usage="rửa sạch, ăn tươi",
    storage="ngăn mát tủ lạnh",
    shelf_life="7",
    alcohol="",
    warnings="không dùng khi quả dập",
    brand="",
    standards="TCVN 9766:2013",
    story="Nhà tôi trồng mận từ năm 1998. Hái lúc 5 giờ sáng.",
    phone="0912 345 671",
    url="https://pieu.example.vn/products/man-hau/",
    papers=(
        Paper(CertificateKind.OCOP, "OCOP", "OCOP-14-0001", "UBND tỉnh Sơn La", "24/11/2027", 4),
        Paper(CertificateKind.VIETGAP, "VietGAP", "VG-77", "Trung tâm 3", "", None),
    ),
    is_listed=True,
)
TEXTS = list(RECORD.values())
NOTHING = Record(**dict.fromkeys(TEXTS, ""))
TEMPLATES = [(plan.key, template) for plan in PLAN for template in plan.templates]


def spoken(record, own=None) -> list[str]:
    return [sentence for part in script(record, own) for sentence in part.sentences]


def phrases(text, record=RECORD) -> list[str]:
    return [one.phrase for one in refusals(text, record)]


# --- Every sentence from a field ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", [template for _key, template in TEMPLATES] + list(PAPER_SENTENCES))
def test_a_template_names_a_field_and_says_no_number_and_no_claim_of_its_own(template):
    assert fields_of(template)
    bare = filled(template, dict.fromkeys(fields_of(template), ""))
    assert re.findall(r"\d", bare) == []
    assert watched(bare) == []
    assert not [claim for claim in CLAIMS for phrase in claim.phrases if f" {phrase} " in f" {bare.lower()} "]


def test_an_empty_record_says_nothing():
    assert script(NOTHING) == []
    assert announcements(NOTHING) == {}


@pytest.mark.parametrize("missing", TEXTS)
def test_without_its_field_a_sentence_is_left_out(missing):
    lines = spoken(replace(RECORD, **{missing: ""}))
    gone = {
        filled(template, RECORD.values())
        for _key, template in TEMPLATES
        if missing in (*fields_of(template), *ALSO_NEEDS.get(template, ()))
    }
    assert not gone & set(lines)
    assert not [sentence for sentence in lines if "{" in sentence or " ." in sentence or ": ." in sentence]


def test_every_spoken_number_is_in_a_field():
    held = set(re.findall(r"\d+", RECORD.all_text()))
    lines = set(re.findall(r"\d+", " ".join(spoken(RECORD))))
    assert lines
    assert lines <= held


words = st.text(alphabet=string.ascii_lowercase + " àếộ.", max_size=25).map(
    lambda text: " ".join(text.split())
)
amounts = st.integers(0, 10**7).map(str)


@settings(max_examples=examples(80), deadline=None)
@given(st.dictionaries(st.sampled_from(TEXTS), words | amounts))
def test_nothing_outside_the_record_is_spoken(values):
    record = replace(NOTHING, **values)
    vocabulary = set(accent_key(record.all_text()).split())
    fixed = {word for _key, template in TEMPLATES for word in accent_key(bare_of(template)).split()}
    for part in script(record):
        for sentence in part.sentences:
            assert set(accent_key(sentence).split()) <= vocabulary | fixed
            assert set(re.findall(r"\d+", sentence)) <= set(re.findall(r"\d+", record.all_text()))


def bare_of(template: str) -> str:
    return re.sub(r"\{\w+\}", " ", template)


def test_the_story_of_the_record_is_held_to_the_same_rules():
    record = replace(RECORD, story="Nhà tôi trồng mận. Ăn là khỏi bệnh dạ dày. Mận hữu cơ.")
    part = next(part for part in script(record) if part.key == "chuyen-hang")
    assert "Nhà tôi trồng mận." in part.sentences
    assert [one.sentence for one in part.left_out] == ["Ăn là khỏi bệnh dạ dày.", "Mận hữu cơ."]


def test_a_warning_may_name_what_it_warns_of():
    for warning in (
        "Sản phẩm không phải là thuốc, không thay thế thuốc chữa bệnh",
        "Không có tác dụng thay thế thuốc chữa bệnh",
        "Thực phẩm này không phải là thuốc. Người có bệnh mật nên hỏi bác sĩ",
    ):
        assert f"Lưu ý: {warning}." in spoken(replace(RECORD, warnings=warning))
        assert phrases(warning) == []


@pytest.mark.parametrize(
    ("warning", "refused"),
    [
        ("Uống đều thì khỏi bệnh dạ dày", ["khỏi bệnh"]),
        ("Không phải là thuốc, giúp giảm cân", ["giảm cân"]),
        ("Không thay thế thuốc chữa bệnh, nhưng chữa khỏi ho", ["chữa khỏi"]),
        ("Giảm giá 20% hôm nay", ["giảm giá"]),
    ],
)
def test_a_claim_is_not_allowed_because_the_warnings_contain_it(warning, refused):
    record = replace(RECORD, warnings=warning)
    part = next(part for part in script(record) if part.key == "cho-xem")
    assert not [sentence for sentence in spoken(record) if warning in sentence]
    found = {one.sentence: [why.phrase for why in one.why] for one in part.left_out}
    assert found.keys() == {f"Lưu ý: {warning}."}
    assert set(refused) <= set(found[f"Lưu ý: {warning}."])


# --- Claims -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Mận nhà em là mận hữu cơ", ["hữu cơ"]),
        ("Man huu co day ca nha", ["hữu cơ"]),
        ("Mận HỮU\u200b CƠ", ["hữu cơ"]),
        ("Uống vào chữa bệnh dạ dày", ["chữa bệnh"]),
        ("Chữa khỏi hẳn mọi bệnh", ["chữa khỏi", "Chữa khỏi hẳn mọi bệnh"]),
        ("Trị ho, trị mụn", ["Trị ho trị mụn"]),
        ("Lá này làm thuốc trị ho", ["thuốc trị"]),
        ("Ngon nhất Sơn La", ["Ngon nhất"]),
        ("Mận tốt nhất", ["tốt nhất"]),
        ("Hàng số một Việt Nam", ["số một việt nam", "số một"]),
        ("Mận 100% tự nhiên", ["100% tự nhiên", "100%"]),
        ("Không chất bảo quản đâu ạ", ["không chất bảo quản"]),
        ("Hôm nay giảm giá 20%", ["giảm giá", "20%"]),
        ("Cam kết đổi trả", ["đổi trả", "cam kết"]),
        ("Đạt OCOP 5 sao", ["5 sao"]),
        ("Giá 40 nghìn thôi", ["40 nghìn"]),
        ("Để được 30 ngày", ["30 ngày"]),
        ("Gói 2 kg", ["2 kg"]),
        ("Có chỉ dẫn địa lý", ["chỉ dẫn địa lý"]),
        ("Bộ y tế chứng nhận", ["bộ y tế chứng nhận", "bộ y tế"]),
        ("Giúp giảm cân", ["giảm cân"]),
        ("Thịt rừng tươi", ["thịt rừng"]),
    ],
)
def test_a_claim_that_nothing_backs_is_refused_with_why(text, refused):
    assert phrases(text) == refused
    for one in refusals(text, RECORD):
        assert one.why
        assert "Luật" in one.law


@pytest.mark.parametrize(
    "text",
    [
        "Mận nhà em hái sáng nay, giòn và ngọt",
        "Đạt OCOP 4 sao, VietGAP",
        "Giá 45.000 đ/kg, tức là 45 nghìn một cân, 45k",
        "Mận nguyên chất",
        "Để được 7 ngày trong ngăn mát",
        "Gói 500 g",
        "Thứ nhất là ăn tươi, ít nhất cũng nên rửa sạch",
        "Nhất là mấy ngày nắng",
        "8 giờ tối mai em lại lên sóng",
        "Chữa cháy, sửa chữa nhà xong rồi em gửi hàng",
    ],
)
def test_a_claim_backed_by_a_field_or_a_paper_is_allowed(text):
    assert phrases(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Mận hữu cơ", CertificateKind.ORGANIC),
        ("Đạt VietGAP", CertificateKind.VIETGAP),
        ("Có chỉ dẫn địa lý", CertificateKind.GEOGRAPHICAL_INDICATION),
        ("Bảo quản theo an toàn thực phẩm", CertificateKind.FOOD_SAFETY),
    ],
)
def test_a_paper_in_force_backs_its_claim_and_no_other(text, kind):
    bare = replace(RECORD, papers=())
    assert phrases(text, bare)
    assert phrases(text, replace(bare, papers=(Paper(kind, "Giấy", "1", "Nơi cấp", "", None),))) == []
    other = next(one for one in CertificateKind if one not in (kind, CertificateKind.OCOP))
    assert phrases(text, replace(bare, papers=(Paper(other, "Giấy", "1", "Nơi cấp", "", None),)))


def test_healing_is_not_backed_even_by_a_field():
    assert phrases("Mận chữa bệnh", replace(RECORD, usage="chữa bệnh", standards="chữa bệnh"))


@pytest.mark.parametrize(
    ("changes", "is_backed"),
    [
        ({"usage": "uống giảm cân, hạ huyết áp", "standards": "giảm cân, hạ huyết áp"}, False),
        ({"warnings": "giảm cân, hạ huyết áp", "story": "Uống giảm cân, hạ huyết áp."}, False),
        ({"ingredients": "trà giảm cân, trà hạ huyết áp"}, True),
        ({"ingredients": "trà giảm cân, trà hạ huyết áp", "is_listed": False}, False),
    ],
)
def test_health_claim_is_backed_only_by_checked_fields_of_a_listed_product(changes, is_backed):
    assert (phrases("Giúp giảm cân, hạ huyết áp", replace(RECORD, **changes)) == []) is is_backed


def test_a_draft_backs_no_claim_by_its_own_words():
    draft = replace(RECORD, is_listed=False)
    assert phrases("Mận nguyên chất", RECORD) == []
    assert phrases("Mận nguyên chất", draft) == ["nguyên chất"]
    assert "Thành phần gồm: mận hậu nguyên chất." not in spoken(draft)


# --- From the database ---------------------------------------------------------------------------------------------------


@pytest.fixture
def product(db):
    return ListedProductFactory(producer=ProducerFactory(owner=LanFactory(), phone="+84912345671"))


@pytest.mark.parametrize(
    ("state", "days", "is_backed"),
    [
        (CertificateState.VERIFIED, 10, True),
        (CertificateState.VERIFIED, -1, False),
        (CertificateState.SUBMITTED, 10, False),
        (CertificateState.REVOKED, 10, False),
    ],
)
def test_only_a_verified_paper_in_force_backs_a_claim(product, state, days, is_backed):
    day = timezone.localdate()
    CertificateFactory(
        product=product,
        kind=CertificateKind.ORGANIC,
        state=state,
        stars=None,
        points=None,
        issued_date=day - dt.timedelta(days=100),
        valid_until=day + dt.timedelta(days=days),
    )
    assert (refusals("Mận hữu cơ", record_of(product)) == []) is is_backed
    row = paper_rows(product)[0]
    assert row.is_usable is is_backed


def test_health_claim_is_backed_only_by_ingredients_of_a_listed_product(product):
    product.ingredients, product.usage = "chè giảm cân", "uống ngủ ngon"
    assert refusals("Chè giảm cân", record_of(product)) == []
    assert [one.phrase for one in refusals("Uống ngủ ngon", record_of(product))] == ["ngủ ngon"]
    for state in (ProductState.DRAFT, ProductState.SUBMITTED, ProductState.RETIRED):
        product.state = state
        assert [one.phrase for one in refusals("Chè giảm cân", record_of(product))] == ["giảm cân"]


def test_the_price_names_its_unit_as_a_buyer_reads_it(product):
    product.unit = "ta"
    with override("en"):
        record = record_of(product)
    assert record.price.endswith(" đ/tạ")
    assert refusals("Mua 1 tạ thì chở tận nhà", record) == []


def test_a_phone_is_spoken_only_with_consent(product):
    assert record_of(product).phone == ""


def test_a_product_that_is_not_on_the_market_has_no_address(product):
    assert record_of(product).url.endswith(f"/{product.slug}/")
    product.state = ProductState.RETIRED
    assert record_of(product).url == ""


def test_the_papers_of_another_product_do_not_count(product):
    CertificateFactory(product=ListedProductFactory(producer=product.producer, name="Mận khô"))
    assert record_of(product).papers == ()
    assert paper_rows(product) == []


def test_label_rows_name_the_clause_and_what_is_missing(product):
    product.is_packed, product.ocop_set, product.net_content = True, 12, ""
    rows = {row.title: row for row in label_rows(product, record_of(product))}
    assert rows["Khối lượng, dung tích"].value == ""
    assert rows["Khối lượng, dung tích"].clause.startswith("37/2026/NĐ-CP, Điều 42")
    assert rows["Tên"].value == product.name


# --- The run sheet --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("record", [RECORD, replace(NOTHING, name="Mận", producer="Lan")])
def test_the_run_sheet_fills_its_time_without_a_gap(length, record):
    timed = run_sheet(script(record), length=length)
    assert timed[0].begin == "00:00"
    assert [one.end for one in timed[:-1]] == [one.begin for one in timed[1:]]
    assert sum(one.minutes for one in timed) == length
    assert min(one.minutes for one in timed) >= 1


def test_the_advertisement_is_announced_before_and_during():
    lines = announcements(RECORD)
    assert set(lines) == {"before", "during"}
    assert all("Quảng cáo" in one and "Vườn nhà Lan" in one for one in lines.values())
    parts = {part.key: part.sentences for part in script(RECORD)}
    assert any("quảng cáo" in sentence for sentence in parts["mo-dau"])
    assert any("quảng cáo" in sentence for sentence in parts["tra-loi"])
