from django.apps import AppConfig

from backend.common import ports


class TraceabilityConfig(AppConfig):
    name = "traceability"
    verbose_name = "Truy xuất"

    def ready(self) -> None:
        # Actions need the models, which are there only now.
        from traceability.actions import lots  # noqa: PLC0415

        ports.provide("set_first_quantity", lots.set_first_quantity)
        ports.provide("first_quantity", lots.first_quantity)
