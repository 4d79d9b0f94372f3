"""A named error for each way in which a VietQR can be wrong.

`field` is the refused argument of build_vietqr, or READ if a whole code was read.
"""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError

READ = "qr"

_PARTS = {
    "01": gettext_lazy("loại mã"),
    "38": gettext_lazy("nơi nhận tiền"),
    "38.00": gettext_lazy("mã của NAPAS"),
    "38.01": gettext_lazy("ngân hàng và tài khoản"),
    "38.01.00": gettext_lazy("ngân hàng"),
    "38.01.01": gettext_lazy("số tài khoản"),
    "38.02": gettext_lazy("mã dịch vụ"),
    "53": gettext_lazy("loại tiền"),
    "54": gettext_lazy("số tiền"),
    "58": gettext_lazy("mã nước"),
    "59": gettext_lazy("tên người nhận"),
    "62": gettext_lazy("thông tin thêm"),
    "62.08": gettext_lazy("nội dung chuyển khoản"),
    "63": gettext_lazy("số kiểm tra"),
}


class VietQrError(DomainError):
    """The transfer can't be written as VietQR, or the code is not VietQR."""


class UnknownBank(VietQrError):
    """No bank of orders/payments/ways/transfer/banks.py has this BIN."""


class WrongAccount(VietQrError):
    """The account is not 1 to 19 letters or digits."""


class WrongAmount(VietQrError):
    """The amount is not a whole number of đồng above 0, or has more than thirteen digits."""


class WrongText(VietQrError):
    """The text is longer than 25 letters without accents, or no part of it can be written that way."""


class UnreadableVietQr(VietQrError):
    """The code is not a valid VietQR. `tag` is the wrong part ("38.01.00"), or "" for the whole code."""

    reason: ClassVar[str] = "invalid"

    def __init__(self, message: str, *, tag: str = "") -> None:
        super().__init__(message, field=READ, code=f"vietqr_{self.reason}")
        self.tag = tag


class NotVietQr(UnreadableVietQr):
    """The code is no payment code: it is an address, a phone number or empty, for example."""

    reason = "other"

    def __init__(self) -> None:
        super().__init__(_("Đây không phải mã chuyển khoản VietQR."))


class OtherScheme(UnreadableVietQr):
    """A payment code of another scheme (VNPAY, cards), which NAPAS 247 doesn't carry."""

    reason = "other_scheme"

    def __init__(self) -> None:
        super().__init__(_("Đây là mã của ví hay cổng thanh toán khác, không phải mã chuyển khoản VietQR."))


class WrongChecksum(UnreadableVietQr):
    """The CRC doesn't match: something was changed or misread."""

    reason = "checksum"

    def __init__(self) -> None:
        super().__init__(_("Mã VietQR này sai số kiểm tra. Chị quét hoặc chép lại cả mã."), tag="63")


class WrongLength(UnreadableVietQr):
    """A part's length isn't two digits, doesn't match its value, is 0 or exceeds the part's limit."""

    reason = "length"

    def __init__(self, tag: str) -> None:
        super().__init__(_("Mã VietQR này ghi sai độ dài: %(part)s.") % {"part": _part(tag)}, tag=tag)


class DuplicateTag(UnreadableVietQr):
    reason = "duplicate"

    def __init__(self, tag: str) -> None:
        super().__init__(_("Mã VietQR này ghi hai lần một phần: %(part)s.") % {"part": _part(tag)}, tag=tag)


class MissingTag(UnreadableVietQr):
    reason = "missing"

    def __init__(self, tag: str) -> None:
        super().__init__(_("Mã VietQR này thiếu một phần: %(part)s.") % {"part": _part(tag)}, tag=tag)


class MisplacedService(UnreadableVietQr):
    """The service code is within 38.01, next to the account, where some libraries put it."""

    reason = "service_place"

    def __init__(self) -> None:
        super().__init__(_("Mã VietQR này ghi mã dịch vụ sai chỗ."), tag="38.01.02")


class WrongContent(UnreadableVietQr):
    """A part has a value or a place that the format doesn't allow."""

    reason = "content"

    def __init__(self, tag: str) -> None:
        super().__init__(_("Mã VietQR này ghi sai một phần: %(part)s.") % {"part": _part(tag)}, tag=tag)


def _part(tag: str) -> str:
    if not tag:
        return _("cả mã")
    return f"{_PARTS[tag]} ({tag})" if tag in _PARTS else tag
