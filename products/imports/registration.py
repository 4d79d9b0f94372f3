"""Register the acts of imports, and the jobs that resume lost ones and delete old files."""

from django.utils.translation import gettext_lazy as _

from backend.common.clock import daily, every
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from products.imports.auditing import STATED
from products.imports.tasks import forget_imports, resume_lost_imports

ACTS = (
    Act("products.imported", words=_("Đưa sản phẩm vào từ tệp")),
    Act("products.import_undone", words=_("Rút lại sản phẩm đưa vào từ tệp")),
)


def register() -> None:
    """Register imports' acts and clock jobs. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    every(minutes=1, name="product_imports.resume_lost")(resume_lost_imports)
    daily(at="03:45", name="product_imports.delete_old")(forget_imports)
