"""Every error of AIs, values and URIs by name, with a message that states which part is wrong and why."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _

from backend.common.errors import DomainError


class Gs1Error(DomainError):
    """Not valid GS1. `ai` is the wrong Application Identifier, or "" for the whole."""

    reason: ClassVar[str] = "invalid"

    def __init__(self, message: str, *, ai: str = "") -> None:
        # An AI without a name of its own leaves a gap in the sentence.
        super().__init__(
            " ".join(message.split()).replace(" .", "."), field=ai or None, code=f"gs1_{self.reason}"
        )
        self.ai = ai


class NotAUri(Gs1Error):
    """A character that no URI has, a scheme other than http and https, no host, or no path."""

    reason = "uri"


class NoPrimaryKey(Gs1Error):
    """No primary key with a value at the end of the path, or none among the AIs to build from."""

    reason = "no_key"


class UnknownAi(Gs1Error):
    """Digits that are no Application Identifier."""

    reason = "unknown_ai"


class EmptyValue(Gs1Error):
    reason = "empty"


class WrongLength(Gs1Error):
    """Shorter or longer than the AI's format."""

    reason = "length"


class WrongCharacter(Gs1Error):
    """A character outside the set of its component: digits, set 82, set 39, or base64url."""

    reason = "character"


class WrongContent(Gs1Error):
    """A linter other than the check digit rejects it; `linter` is its name in the syntax dictionary."""

    reason = "content"

    def __init__(self, message: str, *, ai: str = "", linter: str = "") -> None:
        super().__init__(message, ai=ai)
        self.linter = linter


class WrongCheckDigit(WrongContent):
    """The check digit, check pair or IBAN check does not match the rest: a typing mistake."""

    reason = "check_digit"


class WrongOrder(Gs1Error):
    """The AIs in the path are not a key with its qualifiers in their order."""

    reason = "order"


class DuplicateAi(Gs1Error):
    reason = "duplicate"


class NotAnAttribute(Gs1Error):
    """The AI may not be in a query."""

    reason = "not_attribute"


class BelongsInPath(Gs1Error):
    """A qualifier of the key is in the query, though the path has room for it."""

    reason = "belongs_in_path"


class ForbiddenPair(Gs1Error):
    """Two AIs that exclude each other."""

    reason = "forbidden_pair"


class MissingPair(Gs1Error):
    """An AI that has no meaning without another."""

    reason = "missing_pair"


class TooMany(Gs1Error):
    """More than 64 AIs and parameters."""

    reason = "too_many"


def empty(ai: str, title: str) -> EmptyValue:
    return EmptyValue(_("Phần (%(ai)s) %(title)s để trống.") % {"ai": ai, "title": title}, ai=ai)


def too_short(ai: str, title: str) -> WrongLength:
    return WrongLength(_("Phần (%(ai)s) %(title)s ngắn quá.") % {"ai": ai, "title": title}, ai=ai)


def too_long(ai: str, title: str) -> WrongLength:
    return WrongLength(_("Phần (%(ai)s) %(title)s dài quá.") % {"ai": ai, "title": title}, ai=ai)


def wrong_character(ai: str, title: str) -> WrongCharacter:
    return WrongCharacter(
        _("Phần (%(ai)s) %(title)s có chữ không được phép.") % {"ai": ai, "title": title}, ai=ai
    )


def wrong_content(ai: str, title: str, linter: str) -> WrongContent:
    names = {"ai": ai, "title": title}
    if linter in CHECKS:
        return WrongCheckDigit(
            _("Phần (%(ai)s) %(title)s sai số kiểm tra: có chữ gõ nhầm hoặc đảo chỗ.") % names,
            ai=ai,
            linter=linter,
        )
    return WrongContent(
        _("Phần (%(ai)s) %(title)s không hợp lệ: %(why)s.") % {**names, "why": _why(linter)},
        ai=ai,
        linter=linter,
    )


CHECKS = frozenset({"csum", "csumalpha", "iban"})


def _why(linter: str) -> str:
    """Return a readable text of the linter's rule."""
    if linter in {"yymmd0", "yymmdd", "yyyymmdd"}:
        return _("không có ngày này")
    if linter in {"hhmi", "hh", "mi", "ss"}:
        return _("không có giờ này")
    if linter in {"gcppos1", "gcppos2"}:
        return _("phải bắt đầu bằng mã doanh nghiệp GS1, bốn chữ đầu là chữ số")
    if linter in {"iso3166", "iso3166999", "iso3166alpha2"}:
        return _("không có mã nước này")
    if linter == "iso4217":
        return _("không có mã tiền tệ này")
    if linter in {"latitude", "longitude"}:
        return _("toạ độ ngoài khoảng cho phép")
    if linter == "pieceoftotal":
        return _("số thứ tự phải từ 1 đến tổng số")
    if linter == "posinseqslash":
        return _("phải viết dạng số thứ tự/tổng số")
    if linter == "pcenc":
        return _("dấu % phải kèm hai chữ số hệ 16")
    if linter in {"nonzero", "nozeroprefix", "zero"}:
        return _("chữ số 0 đặt sai chỗ")
    if linter in {"couponcode", "couponposoffer"}:
        return _("sai cấu trúc phiếu giảm giá")
    return _("không nằm trong danh sách cho phép")
