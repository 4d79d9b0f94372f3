"""Register the acts of helping sessions, and the job that ends forgotten ones."""

from django.utils.translation import gettext_lazy as _

from backend.common.clock import every
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.assist.actions import end_stale_assists
from members.assist.auditing import STATED
from members.notices import sms_limits

ACTS = (
    Act("assist.started", words=_("Bắt đầu làm hộ")),
    Act("assist.ended", words=_("Thôi làm hộ")),
)


def register() -> None:
    """Register assist's acts and clock jobs. Called once, when Django starts."""
    acts.declare(*ACTS)
    sms_limits.prioritise("assist_started")
    row_states.declare(*STATED)
    every(minutes=15, name="assists.end_stale")(end_stale_assists)
