import pytest

from products.listing.moderation import flags
from products.models import Product


@pytest.mark.parametrize(
    ("story", "watch"),
    [
        ("Ăn vào chữa bệnh dạ dày.", "heals"),
        ("Chưa bệnh mà đã khỏe.", None),  # "chưa" is not "chữa"
        ("CHỮA BỆNH!", "heals"),
        ("Hàng tốt nhất vùng.", "absolute"),
        ("Bộ Y tế chứng nhận", "unproved"),
        ("Thịt rừng gác bếp", "wild"),
        ("Lan rừng nở tháng ba", "wild"),
        ("Có súng săn", "forbidden"),
        ("chua benh da day, chua khoi 100%", "heals"),
        ("Thit rung gac bep", "wild"),
        ("Quả sung muối chua, uống khi ho, cao hơn nhà sàn", None),
        ("Mắc khén cay tê tê đầu lưỡi", None),
        ("Thực phẩm này không phải là thuốc, không có tác dụng thay thế thuốc chữa bệnh.", None),
        ("Nhà tôi trồng mận trên đồi.", None),
        ("", None),
    ],
)
def test_claims_are_flagged_with_their_accents_or_without_any(story, watch):
    found = flags(Product(name="Mận hậu", story=story))
    assert {(flag.field, flag.watch.id) for flag in found} == ({("story", watch)} if watch else set())


def test_every_text_is_looked_at():
    product = Product(name="Cao hổ", usage="Đặc trị đau lưng", story="")
    assert [(flag.field, flag.phrase) for flag in flags(product)] == [
        ("name", "cao hổ"),
        ("usage", "đặc trị"),
    ]
