"""Register the acts of alarms, and their part of erasure and export."""

from django.utils.translation import gettext_lazy as _

from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.own_data import erasing, records
from members.own_data.records import owned_by
from union.alarms.actions.erasing import erase_alarms_of
from union.alarms.auditing import STATED
from union.models import Alarm

ACTS = (
    Act("alarm.raised", words=_("Báo một việc khẩn")),
    Act("alarm.rung"),
    Act("alarm.taken", words=_("Nhận một việc khẩn")),
)


def register() -> None:
    """Register alarms' acts. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    erasing.register("union_alarms", erase_alarms_of)
    records.register(
        Alarm,
        owned_by("asker"),
        "id ref text kinds branch phone call_when asker by raised_at round due_at taken_by taken_at erased_at",
    )
