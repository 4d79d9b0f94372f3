from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo: example people, products and labels for a new installation. It may import every app."""

    name = "backend.demo"
    label = "demo"
    verbose_name = "Dữ liệu mẫu"
