"""Runs of labels for the engine: a short product, and one with everything long."""

import datetime as dt
from typing import Any

from backend.common.codes import check_letter
from traceability.drawing.content import LabelContent
from traceability.drawing.layouts import LAYOUTS
from traceability.drawing.run import RunSpec
from traceability.serials import SerialCodec

GTIN = "09521234500018"
OWN = "KM4T7Q" + check_letter("KM4T7Q")
ORIGIN = "https://pieu.example.vn"
CODEC = SerialCodec({1: bytes(range(32))}, current=1)

PLUM = LabelContent(
    product_name="Mận hậu Mộc Châu",
    lot="MHMC2611-1",
    produced=dt.date(2026, 11, 4),
    expires=dt.date(2026, 12, 8),
    producer="HTX Nông sản Nà Ka",
    net_content="1 kg",
    stars=4,
    host="pieu.example.vn",
)
CHAM_CHEO = LabelContent(
    product_name="Chẩm chéo Phiêng Tam cay vừa hũ thuỷ tinh",
    lot="CC-20261124-PT-A",
    produced=dt.date(2026, 11, 24),
    expires=dt.date(2027, 11, 23),
    producer="Tổ hợp tác phụ nữ bản Phiêng Tam, xã Chiềng Đen",
    net_content="250 g",
    stars=5,
    host="pieu.example.vn",
)
SCARF = LabelContent(product_name="Khăn piêu", lot="KP-7", host="pieu.example.vn")
CONTENTS = {"plum": PLUM, "cham-cheo": CHAM_CHEO, "scarf": SCARF}


def spec(layout: str = "a4-65", content: LabelContent = PLUM, *, count: int = 3, **more: Any) -> RunSpec:
    keys: dict[str, Any] = {"gtin": GTIN, "origin": ORIGIN, "run": 12} | more
    if keys.get("own_code"):
        keys.pop("gtin")
    return RunSpec(layout=LAYOUTS[layout], content=content, codec=CODEC, key_version=1, count=count, **keys)
