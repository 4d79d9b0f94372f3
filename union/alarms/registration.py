"""Register the acts of alarms, their jobs, slots and checks, and their part of erasure and export."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.notices import sms_limits
from members.own_data import erasing, records
from members.own_data.records import owned_by
from union.alarms import checks  # noqa: F401 - registers the checks
from union.alarms.actions.erasing import erase_alarms_of
from union.alarms.auditing import STATED
from union.alarms.jobs import register_jobs
from union.alarms.presenters import communes_without_duty, is_on_duty
from union.models import Alarm

ACTS = (
    Act("alarm.raised", words=_("Báo một việc khẩn")),
    Act("alarm.number", words=_("Để lại số gọi lại")),
    Act("alarm.rung", words=_("Gọi người trực")),
    Act("alarm.taken", words=_("Nhận một việc khẩn")),
)


def register() -> None:
    """Register alarms' acts. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    sms_limits.prioritise("alarm.")
    register_jobs()
    slots.register(
        "officer.links", "union_alarms", template="union/alarms/slots/desk.html", context=at_desk, order=10
    )
    erasing.register("union_alarms", erase_alarms_of)
    records.register(
        Alarm,
        owned_by("asker"),
        "id ref text kinds branch phone call_when asker by raised_at round due_at taken_by taken_at erased_at",
    )


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    officer = request.actor.by
    if not is_on_duty(officer):
        return None
    waiting = Alarm.objects.visible_to(officer).filter(taken_at=None, erased_at=None).count()
    return {"waiting": waiting, "unwatched": communes_without_duty(officer)}
