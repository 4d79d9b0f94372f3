from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Puts example people, products and labels into a fresh installation; may import every app."""

    name = "backend.demo"
    label = "demo"
    verbose_name = "Dữ liệu mẫu"
