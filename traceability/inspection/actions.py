"""Grant an inspector read access to one producer's records for a time, and record what was viewed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.dates import format_moment
from backend.common.errors import DomainError
from backend.common.text import filled
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.models import User
from members.notices.actions.notices import notify
from members.rules import require
from products.models import Producer
from traceability.inspection.rules import may_grant_inspection
from traceability.models import Inspection, InspectionLook, Lot

MAX_DAYS, MAX_REASON = 90, 300


class InspectionError(DomainError):
    """An inspection can't be granted, or is over; `field` names the argument."""


class InspectionOver(InspectionError):
    status_code = 403


@transaction.atomic
def grant_inspection(
    *, actor: Actor, inspector: User, producer: Producer, days: int, reason: str
) -> Inspection:
    """Let `inspector` read everything of `producer` for `days` days (1 to 90).

    The producer's people are notified with `reason`.
    Raises NotAllowed, InspectionError.
    """
    require(may_grant_inspection(actor.by))
    reason = " ".join(reason.split())
    if not 1 <= days <= MAX_DAYS:
        raise InspectionError(
            _("Từ 1 đến %(max)d ngày.") % {"max": MAX_DAYS}, field="days", code="inspection_days"
        )
    if not reason or len(reason) > MAX_REASON:
        raise InspectionError(
            _("Ghi quyết định hay công văn nào, gọn trong %(max)d chữ; nơi sản xuất sẽ đọc.")
            % {"max": MAX_REASON},
            field="reason",
            code="inspection_reason",
        )
    if not inspector.is_active:
        raise InspectionError(_("Tài khoản này đã đóng."), field="inspector", code="inspection_inspector")
    if producer.people.filter(user=inspector, until=None).exists():
        raise InspectionError(
            _("Người của nơi sản xuất không tự kiểm tra mình."),
            field="inspector",
            code="inspection_inspector",
        )
    now = timezone.now()
    inspection = Inspection.objects.create(
        inspector=inspector,
        producer=producer,
        reason=reason,
        granted_by=actor.by,
        granted_at=now,
        until=now + dt.timedelta(days=days),
    )
    append_entry(
        kind="inspection.granted",
        subject=f"producer:{producer.ref}",
        payload={
            "inspection": inspection.pk,
            "inspector": str(inspector.ref),
            "until": inspection.until.isoformat(),
            **states(inspection),
        },
        **actor.ledger_refs(),
    )
    for person in producer.people.filter(until=None).select_related("user"):
        notify(
            user=person.user,
            kind="inspection.granted",
            title=filled(
                gettext_lazy("Cơ quan kiểm tra được xem hồ sơ của %(producer)s"), {"producer": producer.name}
            ),
            body=filled(
                gettext_lazy("Đến %(moment)s. %(reason)s"),
                {"moment": format_moment(inspection.until), "reason": reason},
            ),
            url=reverse("traceability:inspection", args=[inspection.pk]),
            key=inspection_key(inspection),
        )
    notify(
        user=inspector,
        kind="inspection.granted",
        title=filled(gettext_lazy("Anh chị được xem hồ sơ của %(producer)s"), {"producer": producer.name}),
        body=filled(
            gettext_lazy("Đến %(moment)s. Mỗi lần xem đều được ghi lại."),
            {"moment": format_moment(inspection.until)},
        ),
        url=reverse("traceability:inspection", args=[inspection.pk]),
        key=inspection_key(inspection),
    )
    return inspection


def inspector_by(typed: str) -> User | None:
    """Return the user with that card number or phone number, in any spacing; None if there is none."""
    typed = "".join(typed.split())
    phone = "+84" + typed.removeprefix("0") if typed.startswith("0") else typed
    return User.objects.filter(card_number=typed).first() or User.objects.filter(phone=phone).first()


def inspection_key(inspection: Inspection) -> str:
    """Return the key of all notices about `inspection`; erasure deletes them by it."""
    return f"inspection:{inspection.pk}"


@transaction.atomic
def end_inspection(*, actor: Actor, inspection: Inspection) -> Inspection:
    """End an inspection early. A repeated call changes nothing. Raises NotAllowed."""
    require(may_grant_inspection(actor.by))
    inspection = Inspection.objects.select_for_update().select_related("producer").get(pk=inspection.pk)
    if inspection.ended_at is None:
        inspection.ended_at = timezone.now()
        inspection.save(update_fields=["ended_at"])
        append_entry(
            kind="inspection.ended",
            subject=f"producer:{inspection.producer.ref}",
            payload={"inspection": inspection.pk},
            **actor.ledger_refs(),
        )
    return inspection


@transaction.atomic
def look_at(
    *, user: User, inspection: Inspection, lot: Lot | None = None, part: str = "", took_bundle: bool = False
) -> InspectionLook:
    """Record what the inspector views, before it is shown.

    Raises InspectionOver for anybody else, after the inspection's end, or for a lot of another producer.
    """
    running = (
        Inspection.objects.running().select_for_update(of=("self",)).filter(pk=inspection.pk, inspector=user)
    )
    if not running.exists():
        raise InspectionOver(_("Thời gian kiểm tra đã hết."), code="inspection_over")
    if lot is not None and lot.product.producer_id != inspection.producer_id:
        raise InspectionOver(_("Lô này không thuộc nơi sản xuất được kiểm tra."), code="inspection_lot")
    look = InspectionLook.objects.create(inspection=inspection, lot=lot, part=part, took_bundle=took_bundle)
    append_entry(
        kind="inspection.looked",
        subject=f"producer:{inspection.producer.ref}",
        payload={
            "inspection": inspection.pk,
            "lot": lot.pk if lot else None,
            "bundle": took_bundle,
            **({"part": part} if part else {}),
        },
        by=user.ref,
    )
    return look
