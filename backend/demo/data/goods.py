"""All goods of the demo, and three products that are not listed yet."""

from backend.demo.data import crafts, cups, fresh_food, larder
from backend.demo.data.shapes import Batch, Good
from products.products.enums import ProductState

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

# From the top of the market's list, the newest first. A processed product comes before its ingredients.
TOP = (
    "khan-pieu", "man-say-deo", "man-hau", "che-shan-tuyet", "hong-gion", "mat-ong", "nha-san-ban-ang", "ca-phe-arabica",
    "thit-trau-gac-bep", "cam-phu-yen", "khau-xen", "gao-nep-tan", "dau-tay", "ep-khau", "hoa-hong", "cham-cheo", "man-ruby",
    "ruou-son-tra", "na-dai", "mang-kho", "long-nhan", "nhan-song-ma", "tui-tho-cam", "nuoc-mo", "rau-cai-meo", "xoai-tron",
    "dau-goi-bo-ket", "tra-tao-meo", "dao-canh", "tinh-dau-sa", "trung-ga", "lap-suon", "giam-tao-meo", "ruou-ngo",
    "ca-koi", "vien-nghe-mat-ong",
)  # fmt: skip
_KNOWN = {good.key: good for good in (*fresh_food.GOODS, *larder.GOODS, *cups.GOODS, *crafts.GOODS)}

# In the order of loading.
GOODS: tuple[Good, ...] = (*(_KNOWN[key] for key in reversed(TOP)), *ON_THEIR_WAY)
