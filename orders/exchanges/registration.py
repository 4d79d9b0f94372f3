"""Register the acts of exchange templates."""

from django.utils.translation import gettext_lazy as _

from backend.ledger import acts
from backend.ledger.acts import Act

ACTS = (
    Act("exchange.added", words=_("Thêm tệp mẫu của sàn")),
    Act("exchange.mapped", words=_("Ghép cột tệp mẫu của sàn")),
    Act("exchange.replaced", words=_("Đổi tệp mẫu của sàn")),
    Act("exchange.removed", words=_("Bỏ tệp mẫu của sàn")),
)


def register() -> None:
    """Register exchanges' acts. Called once, when Django starts."""
    acts.declare(*ACTS)
