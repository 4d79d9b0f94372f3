"""All goods of the demo, and three that are still on their way to the market."""

from backend.demo.data import crafts, cups, fresh, larder
from backend.demo.data.shapes import Batch, Good
from products.enums import ProductState

ON_THEIR_WAY = (
    # What a member sends after ninety seconds: five fields, and the wish that an officer completes it.
    Good(
        "ca-chua", "minh", "Cà chua nhà lưới", 1, 25_000, "kg", "", steps=(), batches=(Batch(1, "40"),),
        state=ProductState.SUBMITTED,
    ),
    Good(
        "mut-man", "lan", "Mứt mận Mộc Châu", 7, 70_000, "hu",
        "Quả mận chín quá để sấy thì tôi nấu mứt. Phết bánh mì hay pha nước đều được.",
        steps=(), batches=(Batch(2, "30"),), net="300 g", ingredients="Mận hậu, đường.", usage="Phết bánh hoặc pha nước.",
        state=ProductState.RETURNED,
        returned_for="Chị chụp thêm mặt sau hũ, và viết hạn dùng được bao nhiêu ngày.",
    ),
    Good(
        "sua-chua-nep-cam", "hoa", "Sữa chua nếp cẩm", 8, 12_000, "hu", "", steps=(), batches=(), state=ProductState.DRAFT
    ),
)  # fmt: skip

GOODS: tuple[Good, ...] = (*fresh.GOODS, *larder.GOODS, *cups.GOODS, *crafts.GOODS, *ON_THEIR_WAY)
