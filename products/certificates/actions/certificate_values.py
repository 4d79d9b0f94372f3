"""Check the values typed from a certificate: against each other and the OCOP rules of its decision's day.

The rules are in products/certificates/ocop.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.dates import format_date
from backend.common.errors import FieldErrors
from backend.common.text import nfc
from backend.common.units import format_number
from members.acting import Actor
from members.rules import require
from products.certificates import ocop
from products.certificates.enums import CertificateKind, CertificateState
from products.models import Certificate
from products.photos.rules import may_use_photo
from products.products.cleaning import max_length

FIELDS = (
    "kind", "product", "number", "issuer", "issuing_level", "decision", "decision_date", "issued_date", "valid_until",
    "stars", "points", "scan", "scan_is_public",
)  # fmt: skip


# Papers of these kinds have an end of validity.
_ENDING = (CertificateKind.VIETGAP, CertificateKind.ORGANIC, CertificateKind.FOOD_SAFETY)


@dataclass(frozen=True, slots=True)
class Level:
    value: str
    label: Any


LEVELS = (
    Level(ocop.IssuingLevel.DISTRICT, gettext_lazy("Uỷ ban nhân dân huyện (trước 07/2025)")),
    Level(ocop.IssuingLevel.PROVINCE, gettext_lazy("Uỷ ban nhân dân tỉnh")),
    Level(ocop.IssuingLevel.CENTRAL, gettext_lazy("Trung ương")),
)


def fill(actor: Actor, certificate: Certificate, values: dict[str, Any]) -> None:
    errors: dict[str, str] = {}
    today = timezone.localdate()
    kind = values["kind"]
    if kind not in CertificateKind.values:
        raise FieldErrors({"kind": _("Chị chọn loại giấy.")})
    certificate.kind = kind
    _fill_texts(certificate, values, errors)
    product = values["product"]
    if product is not None and product.producer_id != certificate.producer_id:
        errors["product"] = _("Sản phẩm này của nơi sản xuất khác.")
    certificate.product = product
    scan = values["scan"]
    if scan is not None and scan != certificate.scan:
        require(may_use_photo(actor.member, scan))
    certificate.scan = scan
    certificate.scan_is_public = bool(values["scan_is_public"])

    issued = values["issued_date"]
    if issued is None:
        errors["issued_date"] = _("Chị viết ngày cấp ghi trên giấy.")
    elif issued > today:
        errors["issued_date"] = _("Ngày cấp không thể sau hôm nay.")
    certificate.issued_date = issued
    certificate.decision_date = values["decision_date"]
    if certificate.decision_date and certificate.decision_date > today:
        errors["decision_date"] = _("Ngày quyết định không thể sau hôm nay.")

    if kind == CertificateKind.OCOP:
        _fill_ocop(certificate, values, errors)
    else:
        certificate.stars = certificate.points = None
        certificate.issuing_level = ""
        certificate.valid_until = values["valid_until"]
        if certificate.valid_until is None and kind in _ENDING:
            errors["valid_until"] = _("Chị viết ngày hết hạn ghi trên giấy.")
        elif certificate.valid_until and issued and certificate.valid_until < issued:
            errors["valid_until"] = _("Ngày hết hạn phải sau ngày cấp.")
    same = Certificate.objects.filter(
        producer=certificate.producer, kind=kind, number=certificate.number, product=product
    ).exclude(state__in=[CertificateState.REFUSED, CertificateState.REVOKED])
    if certificate.number and same.exclude(pk=certificate.pk).exists():
        errors.setdefault("number", _("Giấy số này chị đã đưa lên rồi."))
    if errors:
        raise FieldErrors(errors)


def _fill_texts(certificate: Certificate, values: dict[str, Any], errors: dict[str, str]) -> None:
    """Set number, issuer and decision. Add an error to `errors` for each that is too long or missing.

    The decision may be empty.
    """
    for field in ("number", "issuer", "decision"):
        text = nfc(str(values[field] or ""))
        limit = max_length(Certificate, field)
        if len(text) > limit:
            errors[field] = _("Dài quá %(more)s chữ cái.") % {"more": len(text) - limit}
        setattr(certificate, field, text)
    if not certificate.number:
        errors.setdefault("number", _("Chị chép số ghi trên giấy."))
    if not certificate.issuer:
        errors.setdefault("issuer", _("Chị viết nơi cấp giấy."))


def _fill_ocop(certificate: Certificate, values: dict[str, Any], errors: dict[str, str]) -> None:
    certificate.stars = _stars(values["stars"], errors)
    certificate.points = _points(values["points"], errors)
    certificate.issuing_level = str(values["issuing_level"] or "")
    if certificate.product is None:
        errors.setdefault("product", _("Giấy OCOP cấp cho một sản phẩm. Chị chọn sản phẩm."))
    if not certificate.decision:
        errors.setdefault("decision", _("Chị chép số quyết định, ví dụ 1234/QĐ-UBND."))
    decided = certificate.decision_date
    if decided is None:
        errors.setdefault("decision_date", _("Chị viết ngày của quyết định."))
    elif certificate.issued_date and certificate.issued_date < decided:
        errors.setdefault("issued_date", _("Ngày cấp không thể trước ngày quyết định."))
    if certificate.issued_date:
        certificate.valid_until = ocop.valid_until(certificate.issued_date)
    if decided is None or "decision_date" in errors:
        return
    try:
        if certificate.stars is not None and certificate.points is not None:
            earned = ocop.stars_for(certificate.points, decided)
            if earned != certificate.stars:
                errors["points"] = _("Theo quyết định ngày %(day)s, %(points)s điểm là %(earned)s sao, không phải %(stars)s.") % {
                    "day": format_date(decided),
                    "points": format_number(certificate.points),
                    "earned": earned,
                    "stars": certificate.stars,
                }  # fmt: skip
        if certificate.stars is not None:
            level = ocop.issuing_level(certificate.stars, decided)
            labels = {each.value: each.label for each in LEVELS}
            if not certificate.issuing_level:
                certificate.issuing_level = level or ""
            elif level and certificate.issuing_level != level:
                errors["issuing_level"] = _("Giấy %(stars)s sao ngày ấy do %(level)s công nhận.") % {
                    "stars": certificate.stars,
                    "level": labels[level],
                }
    except ocop.OcopError as error:
        errors.setdefault(error.field or "points", str(error))


def _stars(value: Any, errors: dict[str, str]) -> int | None:
    if str(value) in ("3", "4", "5"):
        return int(value)
    errors["stars"] = _("Giấy OCOP có 3, 4 hoặc 5 sao.")
    return None


def _points(value: Any, errors: dict[str, str]) -> Decimal | None:
    try:
        points = Decimal(str(value if value is not None else "").strip().replace(",", "."))
        if points.is_finite() and 0 <= points <= ocop.MAX_POINTS and points == round(points, 2):
            return round(points, 2)
    except InvalidOperation:
        pass
    errors["points"] = _("Số điểm từ 0 đến 100, ví dụ: 76,5.")
    return None
