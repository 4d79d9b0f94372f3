"""What pages show of labels that may have been copied."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.own_data import erasing, exporting
from members.rules import has_desk
from traceability import own_data
from traceability.models import LabelFlag


def register() -> None:
    """Called once, from AppConfig.ready()."""
    for slot, context in (("home.next", home_flags), ("officer.desk", desk_flags)):
        slots.register(
            slot, "flags", template="traceability/slots/home_flags.html", context=context, order=16
        )
    acts.declare(
        Act("label.flagged", words=_("Một con tem bị nghi là chép lại")),
        Act("label.looked_into", words=_("Xem xét một con tem đáng ngờ")),
    )
    exporting.register(
        "flags", _("Chị xem xét tem đáng ngờ"), own_data.flags, order=68, words=own_data.FLAG_WORDS
    )
    erasing.register("traceability.flags", own_data.erase_flags)


def home_flags(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Labels of hers that nobody has looked into."""
    if not request.actor:
        return None
    return _waiting(LabelFlag.objects.run_by(request.actor.member))


def desk_flags(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """The same of the producers an officer oversees."""
    officer = request.actor.member
    if not has_desk(officer):
        return None
    found = _waiting(LabelFlag.objects.visible_to(officer))
    return found | {"is_desk": True} if found else None


def _waiting(rows: Any) -> dict[str, Any] | None:
    rows = rows.waiting()
    first = rows.select_related("lot__product").order_by("flagged_at", "pk").first()
    return {"count": rows.count(), "first": first} if first else None
