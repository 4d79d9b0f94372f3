"""A duty officer opens an alarm, and takes it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.rules import require
from union.alarms.errors import AlarmError
from union.models import Alarm, AlarmRing


def note_seen(*, actor: Actor, alarm: Alarm) -> int:
    """Store that the officer who was rung has opened the alarm, once. Return how many rings that answers."""
    return AlarmRing.objects.filter(alarm=alarm, user=actor.by, seen_at=None).update(seen_at=timezone.now())


@transaction.atomic
def take_alarm(*, actor: Actor, alarm: Alarm) -> Alarm:
    """Let one duty officer take the alarm, which ends the ringing. Does nothing if the officer has it already.

    Raises NotAllowed, also while acting on behalf of a member; AlarmError if another officer has it, or if it was erased.
    """
    require(not actor.is_helping and Alarm.objects.visible_to(actor.by).filter(pk=alarm.pk).exists())
    alarm = Alarm.objects.locked(alarm.pk)
    if alarm.taken_by_id == actor.by.pk:
        return alarm
    if alarm.is_taken:
        raise AlarmError(_("Đã có người nhận việc này rồi."), code="taken")
    if alarm.erased_at:
        raise AlarmError(_("Lời kể đã được xoá sau thời hạn giữ."), code="erased")
    alarm.taken_by, alarm.taken_at, alarm.due_at = actor.by, timezone.now(), None
    alarm.save(update_fields=["taken_by", "taken_at", "due_at"])
    note_seen(actor=actor, alarm=alarm)
    append_entry(
        kind="alarm.taken", subject=f"alarm:{alarm.ref}", payload=states(alarm), **actor.ledger_refs()
    )
    return alarm
