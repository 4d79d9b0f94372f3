"""Faults of a document, each with a readable message and its position."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Fault(NamedTuple):
    """A fault of a document. `path` is a JSON pointer (RFC 6901) into it, `code` a key of MESSAGES."""

    path: str
    code: str

    @property
    def message(self) -> str:
        return _("%(where)s: %(what)s") % {"where": self.path or "/", "what": MESSAGES[self.code]}

    def below(self, path: str) -> Fault:
        return Fault(path + self.path, self.code)


MESSAGES = {
    "type": gettext_lazy("sai kiểu dữ liệu."),
    "missing": gettext_lazy("thiếu trường này."),
    "unknown": gettext_lazy(
        "chuẩn EPCIS không có trường này; trường riêng phải có tiền tố, ví dụ example:ten."
    ),
    "uri": gettext_lazy("không phải địa chỉ URI."),
    "time": gettext_lazy("không phải ngày giờ có thật kèm múi giờ, ví dụ 2026-11-24T08:30:00+07:00."),
    "offset": gettext_lazy("không phải múi giờ, ví dụ +07:00."),
    "word": gettext_lazy("từ này không có trong bộ từ CBV 2.0 của GS1."),
    "number": gettext_lazy("không phải số."),
    "uom": gettext_lazy("không phải mã đơn vị UN/ECE, ví dụ KGM."),
    "empty": gettext_lazy("danh sách trống."),
    "twice": gettext_lazy("có thứ được ghi hai lần."),
    "hex": gettext_lazy("không phải số thập lục phân."),
    "version": gettext_lazy("không phải số phiên bản, ví dụ 2.0."),
    "what": gettext_lazy("sự kiện chưa nói về hàng nào."),
    "ilmd": gettext_lazy("chỉ ghi ilmd khi hàng mới có (action là ADD)."),
    "context": gettext_lazy("thiếu @context."),
    "context_standard": gettext_lazy(
        "@context thiếu địa chỉ của chuẩn: https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld."
    ),
    "context_foreign": gettext_lazy(
        "@context chỉ nhận địa chỉ của chuẩn EPCIS và tiền tố riêng, không nhận địa chỉ khác."
    ),
    "context_term": gettext_lazy("@context không được đổi nghĩa từ hay tiền tố của chuẩn."),
    "day": gettext_lazy("không phải ngày có thật, ví dụ 2026-11-24."),
    "future": gettext_lazy("ngày giờ này chưa đến."),
    "hash": gettext_lazy("mã băm này không phải của sự kiện: hãy tính lại theo CBV 2.0, hoặc bỏ eventID."),
    "parent": gettext_lazy("đóng vào hay lấy ra thì phải ghi thùng nào (parentID)."),
    "error_id": gettext_lazy("báo ghi sai thì phải có mã của sự kiện ghi sai (eventID)."),
    "check_digit": gettext_lazy("sai số kiểm tra của mã GS1."),
    "duplicate_ai": gettext_lazy("một phần của mã GS1 được ghi hai lần."),
    "qualifier": gettext_lazy("phần sau của mã GS1 không hợp với mã, hoặc sai thứ tự."),
    "length": gettext_lazy("mã GS1 sai độ dài."),
    "gs1": gettext_lazy("mã GS1 có chữ hoặc số không hợp lệ."),
    "schema_version": gettext_lazy("chỉ nhận EPCIS 2.0."),
    "long": gettext_lazy("địa chỉ dài quá 300 chữ."),
    "negative": gettext_lazy("số lượng phải lớn hơn 0."),
}
