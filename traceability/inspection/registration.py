"""Register what pages show of inspections."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, ports
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.models import User
from members.notices.actions.notices import forget_notices
from members.own_data import erasing, exporting
from products.producers.enums import ProducerKind
from traceability.inspection.actions import inspection_key
from traceability.inspection.bundle import checked
from traceability.inspection.rules import may_grant_inspection
from traceability.models import Inspection, InspectionLook

WORDS = {"producer": _("Nơi sản xuất"), "until": _("Đến"), "looked_at": _("Xem lúc")}


def register() -> None:
    """Register the slots; called once, from AppConfig.ready()."""
    ports.checked_bundle.provide(checked)
    slots.register(
        "home.next",
        "inspections",
        template="traceability/inspection/slots/home_inspections.html",
        context=home_inspections,
        order=6,
    )
    slots.register(
        "profile.rows",
        "inspections",
        template="traceability/inspection/slots/inspections_row.html",
        context=inspections_row,
        order=70,
    )
    slots.register(
        "officer.links",
        "inspections",
        template="traceability/inspection/slots/inspections_row.html",
        context=desk_inspections,
        order=85,
    )
    acts.declare(
        Act("inspection.granted", words=_("Cho cơ quan kiểm tra xem hồ sơ")),
        Act("inspection.ended", words=_("Kết thúc việc kiểm tra")),
        Act("inspection.looked", words=_("Xem hồ sơ khi kiểm tra")),
    )
    exporting.register("inspections", _("Chị kiểm tra nơi sản xuất"), inspections_of, order=69, words=WORDS)
    erasing.register("traceability.inspections", erase)


def home_inspections(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the user's running inspections for the home page; None if there are none."""
    if not request.actor:
        return None
    rows = list(
        Inspection.objects.running()
        .filter(inspector=request.actor.by)
        .select_related("producer")
        .order_by("until")
    )
    return {"inspections": rows} if rows else None


def inspections_row(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the context of a link to the inspections; None if the user may see none of them.

    Inspectors during an inspection, the producers' people and staff may see some.
    """
    return {} if request.actor and Inspection.objects.visible_to(request.actor.member).exists() else None


def desk_inspections(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the context of a link to the inspections for staff, who grant them; None for others."""
    return {} if may_grant_inspection(request.actor.by) else None


def inspections_of(user: User) -> list[dict[str, Any]]:
    looks = InspectionLook.objects.filter(inspection__inspector=user).select_related("inspection__producer")
    return [
        {
            "producer": look.inspection.producer.name,
            "until": look.inspection.until,
            "looked_at": look.looked_at,
        }
        for look in looks.order_by("pk")
    ]


def erase(user: User) -> None:
    """Erase who granted an inspection, and the notices about the user's household if it is no longer active.

    These notices went to the inspectors and to the household's people. What an inspector viewed stays in the
    ledger under a pseudonym.
    """
    of_household = Inspection.objects.filter(
        producer__kind=ProducerKind.HOUSEHOLD, producer__is_active=False, producer__people__user=user
    )
    forget_notices(keys=[inspection_key(inspection) for inspection in of_household])
    Inspection.objects.filter(granted_by=user).update(granted_by=None)
