from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Hội viên")

    def ready(self) -> None:
        # Registries need the models, which are loaded only now.
        from members import registration as composition  # noqa: PLC0415

        composition.register()
