from django.utils.translation import gettext_lazy as _

from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from courses.packs.auditing import STATED

ACTS = (Act("course.taken_in", words=_("Nhận gói bài học")),)


def register() -> None:
    """Register the packs' acts and states. Called once, from AppConfig.ready()."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
