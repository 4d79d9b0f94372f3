"""Papers about a product or a producer, and an officer's word on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.dates import format_date
from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.common.units import format_number
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.actions.milestones import record_milestone, undo_milestone
from members.enums import MilestoneKind
from members.rules import require
from products import ocop
from products.actions.facts import publish_facts_of_producer
from products.cleaning import FieldErrors, max_length
from products.enums import CertificateKind, CertificateState
from products.models import Certificate, Photo, Producer, Product
from products.news import officers_of, people_of, tell
from products.rules import may_add_certificate, may_decide_certificate, may_use_photo

FIELDS = (
    "kind", "product", "number", "issuer", "issuing_level", "decision", "decision_date", "issued_date", "valid_until",
    "stars", "points", "scan", "scan_is_public",
)  # fmt: skip
_EDITABLE = (CertificateState.DRAFT, CertificateState.SUBMITTED, CertificateState.REFUSED)
# Papers of these kinds say until when they hold.
_ENDING = (CertificateKind.VIETGAP, CertificateKind.ORGANIC, CertificateKind.FOOD_SAFETY)


@dataclass(frozen=True, slots=True)
class Level:
    value: str
    label: Any


LEVELS = (
    Level(ocop.IssuingLevel.DISTRICT, gettext_lazy("Ủy ban nhân dân huyện (trước 07/2025)")),
    Level(ocop.IssuingLevel.PROVINCE, gettext_lazy("Ủy ban nhân dân tỉnh")),
    Level(ocop.IssuingLevel.CENTRAL, gettext_lazy("Trung ương")),
)


class CertificateError(DomainError):
    """Something about a certificate can't be so."""


class CertificateWrongState(CertificateError):
    """It is no longer in a state in which this can be done."""

    status_code = 409


@transaction.atomic
def add_certificate(
    *,
    actor: Actor,
    producer: Producer,
    kind: str,
    number: str,
    issuer: str,
    issued_date: dt.date | None,
    product: Product | None = None,
    decision: str = "",
    decision_date: dt.date | None = None,
    valid_until: dt.date | None = None,
    stars: int | str | None = None,
    points: Decimal | str | None = None,
    issuing_level: str = "",
    scan: Photo | None = None,
    scan_is_public: bool = False,
) -> Certificate:
    """A paper that waits for an officer's check; without a scan it stays a draft.

    OCOP: 3 to 5 stars that follow from the points under the decision in force on `decision_date`, granted by the level
    that may; valid for 36 months from `issued_date` whatever `valid_until` says. Raises FieldErrors.
    """
    require(may_add_certificate(actor.member, producer))
    certificate = Certificate(producer=producer)
    _fill(
        actor,
        certificate,
        {
            "kind": kind, "product": product, "number": number, "issuer": issuer, "issuing_level": issuing_level,
            "decision": decision, "decision_date": decision_date, "issued_date": issued_date,
            "valid_until": valid_until, "stars": stars, "points": points, "scan": scan,
            "scan_is_public": scan_is_public,
        },
    )  # fmt: skip
    certificate.save()
    _submit(actor, certificate)
    return certificate


@transaction.atomic
def update_certificate(*, actor: Actor, certificate: Certificate, changes: dict[str, Any]) -> Certificate:
    """Mend a paper that is not verified; a refused one waits again. Raises FieldErrors, CertificateWrongState."""
    require(may_add_certificate(actor.member, certificate.producer))
    certificate = _locked(certificate)
    if certificate.state not in _EDITABLE:
        raise CertificateWrongState(
            _("Giấy đã xác minh thì không sửa được. Chị thêm giấy mới."), code="wrong_state"
        )
    if unknown := changes.keys() - set(FIELDS):
        raise TypeError(f"not a field of a certificate: {', '.join(sorted(unknown))}")
    _fill(actor, certificate, {field: getattr(certificate, field) for field in FIELDS} | changes)
    certificate.reason = ""
    certificate.decided_at = certificate.decided_by = None
    certificate.save()
    _submit(actor, certificate)
    return certificate


@transaction.atomic
def verify_certificate(*, actor: Actor, certificate: Certificate) -> Certificate:
    """An officer has compared it with the paper: its badge shows while it is valid. Raises CertificateWrongState."""
    require(
        may_decide_certificate(actor.member, certificate),
        _("Chỉ cán bộ Hội phụ trách, và không phải người của nơi sản xuất, mới xác minh được."),
    )
    certificate = _decide(actor, certificate, CertificateState.VERIFIED, "")
    people = people_of(certificate.producer)
    for person in people:
        record_milestone(
            user=person, kind=MilestoneKind.CERTIFICATE_VERIFIED, subject=f"certificate:{certificate.pk}"
        )
    if certificate.scan_id and certificate.scan_is_public:
        Photo.objects.filter(pk=certificate.scan_id).update(is_public=True)
    _tell_people(certificate, people, gettext_lazy("Giấy %(kind)s đã được Hội xác minh"), "")
    publish_facts_of_producer(actor=actor, producer=certificate.producer)
    return certificate


@transaction.atomic
def refuse_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Give it back with what is wrong. Raises CertificateError (field reason), CertificateWrongState."""
    require(may_decide_certificate(actor.member, certificate))
    certificate = _decide(actor, certificate, CertificateState.REFUSED, _reason(reason))
    _tell_people(
        certificate,
        people_of(certificate.producer),
        gettext_lazy("Giấy %(kind)s cần xem lại"),
        gettext_lazy("%(reason)s"),
    )
    return certificate


@transaction.atomic
def revoke_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Take a verification back: the badge goes at once. Raises CertificateError (field reason), CertificateWrongState."""
    require(may_decide_certificate(actor.member, certificate))
    certificate = _decide(actor, certificate, CertificateState.REVOKED, _reason(reason))
    people = people_of(certificate.producer)
    for person in people:
        undo_milestone(
            user=person, kind=MilestoneKind.CERTIFICATE_VERIFIED, subject=f"certificate:{certificate.pk}"
        )
    _tell_people(
        certificate, people, gettext_lazy("Giấy %(kind)s không còn được xác minh"), gettext_lazy("%(reason)s")
    )
    publish_facts_of_producer(actor=actor, producer=certificate.producer)
    return certificate


def _fill(actor: Actor, certificate: Certificate, values: dict[str, Any]) -> None:
    errors: dict[str, str] = {}
    today = timezone.localdate()
    kind = values["kind"]
    if kind not in CertificateKind.values:
        raise FieldErrors({"kind": _("Chị chọn loại giấy.")})
    certificate.kind = kind
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


def _locked(certificate: Certificate) -> Certificate:
    return (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("producer__unit", "producer__branch", "product", "scan")
        .get(pk=certificate.pk)
    )


def _submit(actor: Actor, certificate: Certificate) -> None:
    if certificate.scan_id is None:
        certificate.state = CertificateState.DRAFT
        certificate.save(update_fields=["state"])
        return
    certificate.state = CertificateState.SUBMITTED
    certificate.submitted_at, certificate.submitted_by = timezone.now(), actor.by
    certificate.save(update_fields=["state", "submitted_at", "submitted_by"])
    append_entry(
        kind="certificate.submitted",
        subject=f"certificate:{certificate.pk}",
        payload={"producer": str(certificate.producer.ref), "kind": certificate.kind},
        **actor.ledger_refs(),
    )
    tell(
        officers_of(certificate.producer),
        kind="certificate.submitted",
        title=gettext_lazy("Giấy %(kind)s của %(producer)s chờ xác minh"),
        values={"kind": certificate.get_kind_display(), "producer": certificate.producer.name},
        url=reverse("products:review_certificate", args=[certificate.pk]),
    )


_BEFORE = {
    CertificateState.VERIFIED: CertificateState.SUBMITTED,
    CertificateState.REFUSED: CertificateState.SUBMITTED,
    CertificateState.REVOKED: CertificateState.VERIFIED,
}


def _decide(actor: Actor, certificate: Certificate, state: CertificateState, reason: str) -> Certificate:
    certificate = _locked(certificate)
    if certificate.state != _BEFORE[state]:
        raise CertificateWrongState(_("Giấy này đã được xử lý rồi."), code="wrong_state")
    certificate.state, certificate.reason = state, reason
    certificate.decided_by, certificate.decided_at = actor.member, timezone.now()
    certificate.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    if state != CertificateState.VERIFIED and certificate.scan_id:
        Photo.objects.filter(pk=certificate.scan_id, product_links=None).update(is_public=False)
    append_entry(
        kind=f"certificate.{state.value}",
        subject=f"certificate:{certificate.pk}",
        payload={
            "producer": str(certificate.producer.ref),
            "product": certificate.product_id,
            "kind": certificate.kind,
            "number": certificate.number,
            "decision": certificate.decision,
            "decisionDate": _iso(certificate.decision_date),
            "issued": _iso(certificate.issued_date),
            "validUntil": _iso(certificate.valid_until),
            "stars": certificate.stars,
            "points": None if certificate.points is None else str(certificate.points),
            "scan": certificate.scan.sha256 if certificate.scan else None,
        },
        **actor.ledger_refs(),
    )
    return certificate


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _reason(reason: str) -> str:
    text = nfc(reason)
    if not text:
        raise CertificateError(_("Chị viết lý do."), field="reason", code="reason_empty")
    if len(text) > 300:
        raise CertificateError(_("Lý do dài quá. Chị viết gọn lại."), field="reason", code="too_long")
    return text


def _tell_people(certificate: Certificate, people: list[Any], title: Any, body: Any) -> None:
    tell(
        people,
        kind=f"certificate.{certificate.state}",
        title=title,
        body=body,
        values={"kind": certificate.get_kind_display(), "reason": certificate.reason},
        url=reverse("products:certificate", args=[certificate.pk]),
        key=f"certificate:{certificate.pk}:{certificate.state}:{certificate.decided_at:%Y%m%d%H%M%S%f}",
        sms=True,
    )
