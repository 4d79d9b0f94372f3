from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TraceabilityConfig(AppConfig):
    name = "traceability"
    verbose_name = _("Truy xuất")

    def ready(self) -> None:
        # Actions need the models, which are there only now.
        from traceability import registration as composition  # noqa: PLC0415

        composition.register()
