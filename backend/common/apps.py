from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from backend.common import checks, lookups


class CommonConfig(AppConfig):
    name = "backend.common"
    label = "common"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Phần dùng chung")

    def ready(self) -> None:
        lookups.register()
        assert checks  # its functions are registered by being imported
