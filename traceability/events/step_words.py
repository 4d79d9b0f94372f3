"""Names of the business steps and dispositions of the Core Business Vocabulary on pages.

Partners' programs send more steps than a diary has, and use the same step for other things.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from traceability.events.enums import EventKind

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

# The state of goods after a step. Shown for events of programs; a diary's step already implies it.
DISPOSITION_WORDS: dict[str, StrOrPromise] = {
    "active": _("hàng mới đưa vào"),
    "available": _("sẵn có"),
    "completeness_inferred": _("suy ra là đủ món"),
    "completeness_verified": _("đã kiểm là đủ món"),
    "conformant": _("đạt yêu cầu"),
    "container_closed": _("thùng đã đóng"),
    "container_open": _("thùng đang mở"),
    "damaged": _("hư hỏng"),
    "destroyed": _("đã tiêu huỷ"),
    "dispensed": _("đã cấp hết"),
    "disposed": _("đã thải bỏ"),
    "encoded": _("đã ghi mã, chưa dùng"),
    "expired": _("quá hạn"),
    "in_progress": _("đang làm"),
    "in_transit": _("đang trên đường"),
    "inactive": _("mã đã thôi dùng"),
    "mismatch_class": _("sai loại hàng so với giấy tờ"),
    "mismatch_instance": _("sai món hàng so với giấy tờ"),
    "mismatch_quantity": _("sai số lượng so với giấy tờ"),
    "needs_replacement": _("cần thay"),
    "no_pedigree_match": _("không khớp giấy tờ nguồn gốc"),
    "non_conformant": _("không đạt yêu cầu"),
    "non_sellable_other": _("không bán được"),
    "partially_dispensed": _("đã cấp một phần"),
    "recalled": _("bị thu hồi"),
    "reserved": _("đã giữ riêng"),
    "retail_sold": _("đã bán lẻ"),
    "returned": _("bị trả lại"),
    "sellable_accessible": _("đang bày bán"),
    "sellable_not_accessible": _("để bán, chưa bày ra"),
    "stolen": _("bị mất cắp"),
    "unavailable": _("không sẵn có"),
    "unknown": _("không rõ ở đâu"),
}
# Steps that mean the same for a program as the diary's kind.
_AS_IN_A_DIARY = {
    (EventKind.PACKING, "packing"),
    (EventKind.SHIPPING, "shipping"),
    (EventKind.PROCESSING, "creating_class_instance"),
    # New goods get their code in this step.
    (EventKind.PROCESSING, "commissioning"),
    (EventKind.BOXING, "packing"),
    (EventKind.UNBOXING, "unpacking"),
}
# Marks events that a program sent instead of the producer's diary.
BY_PROGRAM = _("phần mềm khác báo")


def label_of(kind: str, biz_step: str) -> str:
    """Return the diary's label of the event's kind if it has one, else the label of its business step."""
    if kind == EventKind.OTHER and biz_step in STEP_WORDS:
        return str(STEP_WORDS[biz_step])
    return str(EventKind(kind).label)


def page_kind(kind: str, biz_step: str, *, is_captured: bool) -> str:
    """Return the kind under which pages show an event.

    An event that a program sent becomes OTHER if its step means something else than the diary's kind. So a
    partner's inspection isn't shown as field work, nor an assigned code as a harvest.
    """
    is_its_own = is_captured and biz_step in STEP_WORDS and (kind, biz_step) not in _AS_IN_A_DIARY
    return EventKind.OTHER if is_its_own else kind


def step_label(kind: str, biz_step: str, *, is_captured: bool) -> str:
    """Return the name of an event, whether a diary or a program recorded it."""
    return label_of(page_kind(kind, biz_step, is_captured=is_captured), biz_step)


def state_words(disposition: str, *, is_captured: bool) -> str:
    """Return the state of the goods after the step if a program sent it, else ""."""
    return str(DISPOSITION_WORDS.get(disposition, "")) if is_captured else ""


def step_line(kind: str, biz_step: str, disposition: str, *, is_captured: bool) -> str:
    """Return the name of the step; for a program's event also the goods' state and a note.

    Examples: "Thu hoạch" from a diary, "Kiểm tra (đạt yêu cầu; phần mềm khác báo)" from a program.
    """
    label = step_label(kind, biz_step, is_captured=is_captured)
    if not is_captured:
        return label
    return (
        f"{label} ({'; '.join(filter(None, (state_words(disposition, is_captured=True), str(BY_PROGRAM))))})"
    )
