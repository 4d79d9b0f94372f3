from django.apps import AppConfig


class TraceabilityConfig(AppConfig):
    name = "traceability"
    verbose_name = "Truy xuất"

    def ready(self) -> None:
        # Actions need the models, which are there only now.
        from traceability import label_parts, parts, scan_parts  # noqa: PLC0415

        parts.register()
        label_parts.register()
        scan_parts.register()
