"""What each business step of the Core Business Vocabulary is called on pages: partners' programs tell more steps than a diary has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from traceability.enums import STEP_KINDS, EventKind

STEP_WORDS: dict[str, StrOrPromise] = {
    "accepting": _("Nghiệm thu"),
    "arriving": _("Hàng đến nơi"),
    "assembling": _("Ghép lại"),
    "collecting": _("Thu gom"),
    "commissioning": _("Gắn mã cho hàng"),
    "consigning": _("Gửi hàng"),
    "creating_class_instance": _("Làm ra lô mới"),
    "cycle_counting": _("Đếm hàng"),
    "decommissioning": _("Bỏ mã khỏi hàng"),
    "departing": _("Hàng rời nơi gửi"),
    "destroying": _("Tiêu huỷ"),
    "disassembling": _("Tháo rời"),
    "dispensing": _("Cấp lẻ"),
    "encoding": _("Ghi mã"),
    "entering_exiting": _("Hàng ra vào"),
    "holding": _("Giữ lại chờ xem"),
    "inspecting": _("Kiểm tra"),
    "installing": _("Lắp đặt"),
    "killing": _("Tắt hẳn thẻ mã"),
    "loading": _("Xếp hàng lên xe"),
    "packing": _("Đóng gói"),
    "picking": _("Nhặt hàng theo đơn"),
    "receiving": _("Nhận hàng"),
    "removing": _("Lấy ra"),
    "repackaging": _("Đóng gói lại"),
    "repairing": _("Sửa chữa"),
    "replacing": _("Thay thế"),
    "reserving": _("Giữ riêng"),
    "retail_selling": _("Bán lẻ"),
    "sampling": _("Lấy mẫu"),
    "sensor_reporting": _("Đo bằng máy"),
    "shipping": _("Giao đi"),
    "staging_outbound": _("Soạn hàng chờ giao"),
    "stock_taking": _("Kiểm kê"),
    "stocking": _("Bày hàng"),
    "storing": _("Cất kho"),
    "transporting": _("Vận chuyển"),
    "unloading": _("Dỡ hàng"),
    "unpacking": _("Lấy ra khỏi thùng"),
    "void_shipping": _("Huỷ lần giao"),
}


def label_of(kind: str, biz_step: str) -> str:
    """The diary's word where an event is one of its kinds, else the step's."""
    if kind == EventKind.OTHER and biz_step in STEP_WORDS:
        return str(STEP_WORDS[biz_step])
    return str(EventKind(kind).label)


def label_of_step(biz_step: str) -> str | None:
    """The same where only the step is known; None where it is no word of the standard."""
    kind = EventKind(STEP_KINDS.get(biz_step, EventKind.OTHER))
    return label_of(kind, biz_step) if kind != EventKind.OTHER or biz_step in STEP_WORDS else None


def told_kind(kind: str, biz_step: str, *, is_captured: bool) -> str:
    """The kind that pages tell: an inspection that a partner's program tells is none of a diary's days in the field."""
    return EventKind.OTHER if is_captured and kind == EventKind.GROWING and biz_step == "inspecting" else kind
