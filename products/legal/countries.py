"""Whether an origin names a country, as Decree 37/2026/NĐ-CP, Art. 47(2), wants of a label."""

from __future__ import annotations

from backend.common.text import fold

# Those from which goods of the marketplace may come; for others the advice is shown once too often.
_COUNTRIES = (
    "Việt Nam", "Vietnam", "Viet Nam", "Lào", "Campuchia", "Thái Lan", "Myanmar", "Malaysia", "Singapore", "Indonesia",
    "Philippines", "Brunei", "Trung Quốc", "Đài Loan", "Hồng Kông", "Nhật Bản", "Hàn Quốc", "Ấn Độ", "Sri Lanka", "Nepal",
    "Bangladesh", "Pakistan", "Úc", "Australia", "New Zealand", "Hoa Kỳ", "Mỹ", "Canada", "Mexico", "Brazil", "Chile",
    "Pháp", "Đức", "Italia", "Ý", "Tây Ban Nha", "Hà Lan", "Bỉ", "Anh", "Nga", "Thổ Nhĩ Kỳ", "Ai Cập", "Nam Phi",
    "Ethiopia",
)  # fmt: skip


def names_country(origin: str) -> bool:
    """Return True if the last part of an origin is a country: "xã Vân Hồ, Sơn La, Việt Nam".

    A country anywhere counts for "Việt Nam"; other names are places here, too.
    """
    folded = f" {fold(origin)} "
    last = fold(origin.replace(" - ", ",").rpartition(",")[2]).removeprefix("nuoc ")
    return " viet nam " in folded or " vietnam " in folded or last in {fold(each) for each in _COUNTRIES}
