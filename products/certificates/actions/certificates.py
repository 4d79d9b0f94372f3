"""Add certificates of a product or a producer, and record an officer's decisions on them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.text import nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows, states
from members.acting import Actor
from members.notices.actions.milestones import record_milestones, undo_milestones
from members.notices.enums import MilestoneKind
from members.rules import require
from products.certificates.actions.certificate_values import FIELDS, fill
from products.certificates.enums import CertificateState
from products.certificates.rules import may_add_certificate, may_decide_certificate, typed_certificate
from products.listing.review_marks import CHANGED, CHANGED_CODE, is_reviewed_version, mark_of_certificate
from products.models import Certificate, Photo, Producer, Product
from products.photos.publicity import set_public
from products.producers.news import notify_each, officers_of, people_of
from products.products.actions.facts import publish_facts_of_producer

TYPED = gettext_lazy(
    "Giấy này chị đã nhập và gửi, nên một cán bộ khác của cơ sở Hội hay của cấp trên xác minh."
)
_EDITABLE = (CertificateState.DRAFT, CertificateState.SUBMITTED, CertificateState.REFUSED)


class CertificateError(DomainError):
    """Something about a certificate is not allowed."""


class CertificateWrongState(CertificateError):
    """The certificate's state does not allow this, or no longer allows it."""

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
    """Add a certificate that waits for an officer's check. Without a scan it stays a draft.

    An OCOP certificate has 3 to 5 stars, which follow from the points under the decision valid on
    `decision_date`. Its issuing level must be allowed to grant these stars. It is valid for 36 months from
    `issued_date`, whatever `valid_until` is. Raises FieldErrors.
    """
    require(may_add_certificate(actor.member, producer))
    certificate = Certificate(producer=producer)
    fill(
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
    _submit(actor, certificate, before="certificate.drafted")
    return certificate


@transaction.atomic
def update_certificate(*, actor: Actor, certificate: Certificate, changes: dict[str, Any]) -> Certificate:
    """Change a certificate that is neither verified nor revoked, and submit it again.

    Without a scan it becomes a draft. Raises FieldErrors, CertificateWrongState.
    """
    require(may_add_certificate(actor.member, certificate.producer))
    certificate = Certificate.objects.locked(certificate.pk)
    if certificate.state not in _EDITABLE:
        raise CertificateWrongState(
            _("Giấy đã xác minh thì không sửa được. Chị thêm giấy mới."), code="wrong_state"
        )
    if unknown := changes.keys() - set(FIELDS):
        raise TypeError(f"not a field of a certificate: {', '.join(sorted(unknown))}")
    fill(actor, certificate, {field: getattr(certificate, field) for field in FIELDS} | changes)
    certificate.reason = ""
    certificate.decided_at = certificate.decided_by = None
    certificate.save()
    _submit(actor, certificate, before="certificate.changed")
    return certificate


@transaction.atomic
def verify_certificate(
    *, actor: Actor, certificate: Certificate, reviewed_mark: str | None = None
) -> Certificate:
    """Verify a certificate that an officer has compared with the original. It has a badge while it is valid.

    The person who submitted it can't verify it. Another officer of the branch, one of a branch above, or
    staff can.
    reviewed_mark: the mark of the version that the officer read (products.listing.review_marks).
    Raises NotAllowed. Raises CertificateWrongState if it doesn't wait for a decision, or changed since it was
    read.
    """
    require(
        may_decide_certificate(actor.member, certificate),
        _("Chỉ cán bộ Hội phụ trách, và không phải người của nơi sản xuất, mới xác minh được."),
    )
    require(not typed_certificate(actor, Certificate.objects.locked(certificate.pk)), str(TYPED))
    certificate = _decide(actor, certificate, CertificateState.VERIFIED, "", reviewed_mark)
    people = people_of(certificate.producer)
    record_milestones(
        users=people, kind=MilestoneKind.CERTIFICATE_VERIFIED, subject=f"certificate:{certificate.pk}"
    )
    if certificate.scan_id and certificate.scan_is_public:
        set_public(Photo.objects.filter(pk=certificate.scan_id), is_public=True)
    _notify_people(certificate, people, gettext_lazy("Giấy %(kind)s đã được Hội xác minh"), "")
    publish_facts_of_producer(actor=actor, producer=certificate.producer)
    return certificate


@transaction.atomic
def refuse_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Refuse a submitted certificate with the officer's reason.

    Raises CertificateError (field reason), CertificateWrongState.
    """
    require(may_decide_certificate(actor.member, certificate))
    certificate = _decide(actor, certificate, CertificateState.REFUSED, _reason(reason))
    _notify_people(
        certificate,
        people_of(certificate.producer),
        gettext_lazy("Giấy %(kind)s cần xem lại"),
        gettext_lazy("%(reason)s"),
    )
    return certificate


@transaction.atomic
def revoke_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """Withdraw the verification of a certificate, which removes the badge at once.

    Raises CertificateError (field reason), CertificateWrongState.
    """
    require(may_decide_certificate(actor.member, certificate))
    certificate = _decide(actor, certificate, CertificateState.REVOKED, _reason(reason))
    people = people_of(certificate.producer)
    undo_milestones(
        users=people, kind=MilestoneKind.CERTIFICATE_VERIFIED, subject=f"certificate:{certificate.pk}"
    )
    _notify_people(
        certificate, people, gettext_lazy("Giấy %(kind)s không còn được xác minh"), gettext_lazy("%(reason)s")
    )
    publish_facts_of_producer(actor=actor, producer=certificate.producer)
    return certificate


def _submit(actor: Actor, certificate: Certificate, *, before: str) -> None:
    """Submit the certificate to the officers and notify them. Without a scan it stays a draft.

    A draft that a helper saved gets a ledger entry of the kind `before`.
    """
    if certificate.scan_id is None:
        certificate.state = CertificateState.DRAFT
        certificate.save(update_fields=["state"])
        state_rows(certificate)
        if actor.is_helping:
            append_entry(
                kind=before,
                subject=f"certificate:{certificate.pk}",
                payload={"producer": str(certificate.producer.ref), "kind": certificate.kind},
                **actor.ledger_refs(),
            )
        return
    certificate.state = CertificateState.SUBMITTED
    certificate.submitted_at, certificate.submitted_by = timezone.now(), actor.by
    certificate.save(update_fields=["state", "submitted_at", "submitted_by"])
    append_entry(
        kind="certificate.submitted",
        subject=f"certificate:{certificate.pk}",
        payload={
            "producer": str(certificate.producer.ref),
            "kind": certificate.kind,
            **states(certificate),
        },
        **actor.ledger_refs(),
    )
    notify_each(
        officers_of(certificate.producer, but=actor.by),
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


def _decide(
    actor: Actor,
    certificate: Certificate,
    state: CertificateState,
    reason: str,
    reviewed_mark: str | None = None,
) -> Certificate:
    certificate = Certificate.objects.locked(certificate.pk)
    if certificate.state != _BEFORE[state]:
        raise CertificateWrongState(_("Giấy này đã được xử lý rồi."), code="wrong_state")
    if not is_reviewed_version(reviewed_mark, mark_of_certificate(certificate)):
        raise CertificateWrongState(str(CHANGED), code=CHANGED_CODE)
    certificate.state, certificate.reason = state, reason
    certificate.decided_by, certificate.decided_at = actor.member, timezone.now()
    certificate.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    state_rows(certificate)  # apart from the entry of a decision, which may be public
    if state != CertificateState.VERIFIED and certificate.scan_id:
        set_public(Photo.objects.filter(pk=certificate.scan_id, product_links=None), is_public=False)
    append_entry(
        kind=f"certificate.{state.value}",
        subject=f"certificate:{certificate.pk}",
        payload={
            "producer": str(certificate.producer.ref),
            "product": certificate.product_id,
            "kind": certificate.kind,
            "number": certificate.number,
            "issuer": certificate.issuer,
            "issuingLevel": certificate.issuing_level,
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


def _notify_people(certificate: Certificate, people: list[Any], title: Any, body: Any) -> None:
    notify_each(
        people,
        kind=f"certificate.{certificate.state}",
        title=title,
        body=body,
        values={"kind": certificate.get_kind_display(), "reason": certificate.reason},
        url=reverse("products:certificate", args=[certificate.pk]),
        key=f"certificate:{certificate.pk}:{certificate.state}:{certificate.decided_at:%Y%m%d%H%M%S%f}",
        sms=True,
    )
