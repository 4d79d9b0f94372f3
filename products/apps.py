from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = _("Sản phẩm")

    def ready(self) -> None:
        # Registries need the models, which are loaded only now.
        from products import registration as composition  # noqa: PLC0415

        composition.register()
