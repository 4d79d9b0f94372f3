"""Labels and examples of the fields on the page that completes a product."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

# Every field of the page that completes a product, in the order of its parts: {field: (label, example, kind)}.
FIELDS: dict[str, tuple[Any, Any, str]] = {
    "name": (gettext_lazy("Tên sản phẩm"), gettext_lazy("Ví dụ: Mận hậu Mộc Châu"), "line"),
    "ocop_set": (gettext_lazy("Nhóm sản phẩm"), gettext_lazy("Chọn nhóm gần nhất"), "set"),
    "is_packed": (
        gettext_lazy("Bán theo gói, hộp, chai đóng sẵn"),
        gettext_lazy("Người mua nhận nguyên gói chị đã đóng"),
        "flag",
    ),
    "price": (gettext_lazy("Giá bán (đồng)"), gettext_lazy("Ví dụ: 45.000"), "number"),
    "unit": (gettext_lazy("Giá đó cho một"), gettext_lazy("Ví dụ: kg, hũ, gói"), "unit"),
    "net_content": (
        gettext_lazy("Khối lượng, thể tích một gói"),
        gettext_lazy("Ví dụ: 500 g, 650 ml"),
        "line",
    ),
    "origin": (
        gettext_lazy("Xuất xứ"),
        gettext_lazy("Nơi trồng, nơi làm, kèm tên nước. Ví dụ: xã Vân Hồ, Sơn La, Việt Nam"),
        "line",
    ),
    "season_months": (gettext_lazy("Tháng có hàng"), gettext_lazy("Chọn những tháng chị bán"), "months"),
    "ingredients": (
        gettext_lazy("Thành phần"),
        gettext_lazy("Thứ nhiều nhất viết trước. Ví dụ: thịt trâu, mắc khén, ớt, muối"),
        "lines",
    ),
    "alcohol_percent": (gettext_lazy("Độ cồn (%)"), gettext_lazy("Ví dụ: 29,5"), "decimal"),
    "materials": (gettext_lazy("Chất liệu"), gettext_lazy("Ví dụ: 100% bông dệt tay"), "line"),
    "specification": (
        gettext_lazy("Kích thước, quy cách"),
        gettext_lazy("Ví dụ: rộng 40 cm, dài 2 m"),
        "line",
    ),
    "shelf_life_days": (
        gettext_lazy("Dùng được bao nhiêu ngày"),
        gettext_lazy("Kể từ ngày làm. Ví dụ: 180 là nửa năm"),
        "number",
    ),
    "usage": (gettext_lazy("Cách dùng"), gettext_lazy("Ví dụ: Hấp 10 phút rồi xé nhỏ"), "lines"),
    "storage": (
        gettext_lazy("Cách bảo quản"),
        gettext_lazy("Ví dụ: Để nơi khô, thoáng, tránh nắng"),
        "lines",
    ),
    "warnings": (gettext_lazy("Lưu ý an toàn"), gettext_lazy("Ví dụ: Không dùng khi gói bị rách"), "lines"),
    "nutrition": (
        gettext_lazy("Bảng dinh dưỡng"),
        gettext_lazy(
            "Thực phẩm đóng gói phải có bảng dinh dưỡng trên nhãn, trừ những thứ ghi ở đây là không cần. Chị chọn điều đúng với hàng của "
            "mình. Thế nào là cơ sở nhỏ lẻ thì Piêu chưa có bản luật đã ký để nói chắc: chị hỏi cán bộ trước khi chọn."
        ),
        "choice",
    ),
    "nutrition_per": (
        gettext_lazy("Các số dưới đây tính cho"),
        gettext_lazy("Nước thì chọn 100 ml"),
        "choice",
    ),
    "energy_kcal": (gettext_lazy("Năng lượng (kcal)"), gettext_lazy("Ví dụ: 320"), "decimal"),
    "protein_g": (gettext_lazy("Chất đạm (g)"), gettext_lazy("Ví dụ: 1,5"), "decimal"),
    "carbohydrate_g": (
        gettext_lazy("Carbohydrat, tức chất bột đường (g)"),
        gettext_lazy("Ví dụ: 75"),
        "decimal",
    ),
    "fat_g": (gettext_lazy("Chất béo (g)"), gettext_lazy("Không có thì ghi 0"), "decimal"),
    "sodium_mg": (
        gettext_lazy("Natri, trong muối (mg)"),
        gettext_lazy("1 g muối ăn có khoảng 390 mg natri"),
        "decimal",
    ),
    "has_added_sugar": (gettext_lazy("Có cho thêm đường"), gettext_lazy("Thì ghi cả đường tổng số"), "flag"),
    "sugars_g": (gettext_lazy("Đường tổng số (g)"), gettext_lazy("Ghi khi có cho thêm đường"), "decimal"),
    "is_fried": (
        gettext_lazy("Chiên, rán trong dầu mỡ"),
        gettext_lazy("Thì ghi cả chất béo bão hoà"),
        "flag",
    ),
    "saturated_fat_g": (
        gettext_lazy("Chất béo bão hoà (g)"),
        gettext_lazy("Ghi khi hàng chiên, rán"),
        "decimal",
    ),
    "story": (
        gettext_lazy("Chuyện của sản phẩm"),
        gettext_lazy("Ai làm, làm thế nào, có gì riêng. Đôi ba câu là được"),
        "story",
    ),
    "brand": (gettext_lazy("Nhãn hiệu"), gettext_lazy("Tên in trên bao bì, nếu có"), "line"),
    "standards": (gettext_lazy("Tiêu chuẩn áp dụng"), gettext_lazy("Ví dụ: VietGAP, TCVN 11856"), "line"),
    "gtin": (gettext_lazy("Mã vạch GTIN"), gettext_lazy("Dãy 13 số dưới mã vạch, nếu có"), "number"),
}
