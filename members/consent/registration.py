"""Register the acts of consent."""

from django.utils.translation import gettext_lazy as _

from backend.ledger import acts, deeds, row_states
from backend.ledger.acts import Act
from members.consent.auditing import STATED
from members.consent.deeds import consent_phrases

ACTS = (
    Act("consent.given", words=_("Ghi giấy đồng ý đã ký")),
    Act("consent.withdrawn", words=_("Ghi việc rút lại đồng ý")),
)


def register() -> None:
    """Register consent's acts. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    deeds.describe("consent", consent_phrases)
