"""The Union's own work: questions and their answers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnionConfig(AppConfig):
    name = "union"
    verbose_name = _("Công việc của Hội")

    def ready(self) -> None:
        # Actions need the models, which are loaded only now.
        from union import registration as composition  # noqa: PLC0415

        composition.register()
