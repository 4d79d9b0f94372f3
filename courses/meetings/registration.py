from django.utils.translation import gettext_lazy as _

from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from courses.meetings.auditing import STATED

ACTS = (
    Act("meeting.attended", words=_("Ghi có mặt ở buổi sinh hoạt")),
    Act("meeting.begun", words=_("Mở buổi sinh hoạt")),
    Act("meeting.ended", words=_("Kết thúc buổi sinh hoạt")),
)


def register() -> None:
    """Register the meetings' acts and states. Called once, from AppConfig.ready()."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
