from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LawConfig(AppConfig):
    name = "backend.law"
    label = "law"
    verbose_name = _("Pháp luật")

    def ready(self) -> None:
        # Registries need the models, which are loaded only now.
        from backend.law import registration  # noqa: PLC0415

        registration.register()
