from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "backend.ledger"
    label = "ledger"
    verbose_name = _("Sổ cái")

    def ready(self) -> None:
        # Models are there only now.
        from backend.ledger import composition  # noqa: PLC0415

        composition.register()
