from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "backend.webhooks"
    label = "webhooks"
    verbose_name = _("Báo cho phần mềm khác")

    def ready(self) -> None:
        # Models are there only now.
        from backend.webhooks import composition  # noqa: PLC0415

        composition.register()
