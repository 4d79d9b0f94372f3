"""Register the acts of exchange templates, and what entries state of them."""

from django.utils.translation import gettext_lazy as _

from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from orders.exchanges.auditing import STATED

ACTS = (
    Act("exchange.added", words=_("Thêm tệp mẫu của sàn")),
    Act("exchange.mapped", words=_("Ghép cột tệp mẫu của sàn")),
    Act("exchange.replaced", words=_("Đổi tệp mẫu của sàn")),
    Act("exchange.removed", words=_("Bỏ tệp mẫu của sàn")),
)


def register() -> None:
    """Register exchanges' acts. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
